import { startTestService, type TestService, type TestServiceOptions } from '@chowk/testing';
import { thingService } from './thing-description.js';
import { ThingMade } from './thing.js';

const topics = [
  { name: ThingMade.topic, partitions: 1, cleanup: 'delete' as const },
  { name: 'auth.tenant.state', partitions: 1, cleanup: 'compact' as const },
  { name: 'thing.dead-letter', partitions: 1, cleanup: 'delete' as const },
];

/** The thing service on real servers: PostgreSQL, Kafka, Redis, and a key server in place of auth. */
export function startThings(options: TestServiceOptions = {}): Promise<TestService> {
  return startTestService(thingService, { topics, isMadeUp: true, ...options });
}
