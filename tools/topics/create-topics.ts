/**
 * Makes the topics of infra/kafka/topics.json on any broker; existing ones stay as they are. For installations that the
 * local launcher does not make: `node tools/topics/create-topics.ts` after a build.
 * KAFKA_BROKERS (comma separated), CHOWK_PREFIX, FACT_RETENTION_MS (-1 = for ever; 14 days unless said).
 */
import { readFileSync } from 'node:fs';
import { createTopics } from '@chowk/kit';
import { z } from 'zod';

const plans = z.array(
  z.object({ name: z.string(), partitions: z.number().int().min(1), cleanup: z.enum(['delete', 'compact']) }),
);
const environment = z.object({
  KAFKA_BROKERS: z.string().min(1),
  CHOWK_PREFIX: z.string().default(''),
  FACT_RETENTION_MS: z.coerce.number().int().min(-1).default(1_209_600_000),
});

const { KAFKA_BROKERS, CHOWK_PREFIX, FACT_RETENTION_MS } = environment.parse(process.env);
const file = new URL('../../infra/kafka/topics.json', import.meta.url);
const topics = plans.parse(JSON.parse(readFileSync(file, 'utf8')));
await createTopics(KAFKA_BROKERS.split(','), CHOWK_PREFIX, topics, FACT_RETENTION_MS);
console.log(`${topics.length} topics are there`);
