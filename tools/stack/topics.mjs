import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, serviceNode } from './layout.mjs';
import { runToEnd } from './run-to-end.mjs';

const script = fileURLToPath(new URL('./topics.child.mjs', import.meta.url));
const declared = join(root, 'infra', 'kafka', 'topics.json');

/** The topics of infra/kafka/topics.json, which is generated from the contracts. */
export function declaredTopics() {
  return existsSync(declared) ? JSON.parse(readFileSync(declared, 'utf8')) : [];
}

/** What Kafka is told of one declared topic. `cleanup: 'compact'` keeps the last state of each key for ever. */
export function topicRequest({ name, partitions, cleanup, retentionMs }, prefix) {
  const config = { 'cleanup.policy': cleanup };
  if (retentionMs !== undefined) config['retention.ms'] = String(retentionMs);
  return { topic: `${prefix}${name}`, partitions, config };
}

/** Makes the declared topics under `prefix`; gives those that are there more partitions and their settings. */
export async function makeTopics({ brokers, prefix, signal }) {
  const topics = declaredTopics().map((topic) => topicRequest(topic, prefix));
  if (topics.length === 0) return 0;
  await runToEnd(serviceNode(), [script], { input: JSON.stringify({ brokers: brokers.split(','), topics }), signal });
  return topics.length;
}
