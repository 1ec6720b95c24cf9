// Reads `{ brokers, topics: [{ topic, partitions, config }] }` from standard input.
import { text } from 'node:stream/consumers';
import kafkajs from 'kafkajs';

const { Kafka, ConfigResourceTypes, logLevel } = kafkajs;
const { brokers, topics } = JSON.parse(await text(process.stdin));
const admin = new Kafka({ clientId: 'chowk-topics', brokers, logLevel: logLevel.ERROR }).admin();
const entries = (config) => Object.entries(config).map(([name, value]) => ({ name, value }));

await admin.connect();
try {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !existing.has(topic));
  if (missing.length) {
    await admin.createTopics({
      topics: missing.map(({ topic, partitions, config }) => ({
        topic,
        numPartitions: partitions,
        configEntries: entries(config),
      })),
    });
  }
  const present = topics.filter(({ topic }) => existing.has(topic));
  if (present.length) {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: present.map(({ topic }) => topic) });
    const partitionsOf = new Map(found.map(({ name, partitions }) => [name, partitions.length]));
    const grown = present.filter(({ topic, partitions }) => partitions > partitionsOf.get(topic));
    if (grown.length) {
      const topicPartitions = grown.map(({ topic, partitions }) => ({ topic, count: partitions }));
      await admin.createPartitions({ topicPartitions });
    }
    await admin.alterConfigs({
      validateOnly: false,
      resources: present.map(({ topic, config }) => ({
        type: ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: entries(config),
      })),
    });
  }
} finally {
  await admin.disconnect();
}
