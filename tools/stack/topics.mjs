import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment } from './environment.mjs';
import { root, serviceNode } from './layout.mjs';
import { runToEnd } from './run-to-end.mjs';

/** What the topics are made from: the declaration, generated from the contracts, and the script that reads it. */
export const TOPIC_SOURCES = ['infra/kafka/topics.json', 'tools/topics'];
const script = join(root, 'tools', 'topics', 'create-topics.ts');

/** Makes the declared topics under `prefix`; those that are there stay as they are. After the build, for it needs the kit. */
export async function makeTopics({ brokers, prefix, signal }) {
  if (!existsSync(script)) throw new Error(`${script} is missing`);
  const env = { ...inheritedEnvironment(), KAFKA_BROKERS: brokers, CHOWK_PREFIX: prefix };
  await runToEnd(serviceNode(), [script], { cwd: root, env, signal });
}
