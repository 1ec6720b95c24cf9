import { allEvents } from './events.js';

export interface Topic {
  readonly name: string;
  /** Final from the first day: adding partitions later would break the order of keys. */
  readonly partitions: number;
  readonly cleanup: 'delete' | 'compact';
}

const services = ['auth', 'catalog', 'order', 'payment', 'inventory', 'notification', 'analytics', 'discount'];

/** Topics without prefix: facts with 6 partitions, states with 3, and one for the dead letters of each service. */
export const topics: readonly Topic[] = [
  ...[...new Map(allEvents.map((event) => [event.topic, event.kind])).entries()].map(([name, kind]): Topic =>
    kind === 'state' ? { name, partitions: 3, cleanup: 'compact' } : { name, partitions: 6, cleanup: 'delete' },
  ),
  ...services.map((service): Topic => ({ name: `${service}.dead-letter`, partitions: 1, cleanup: 'delete' })),
].sort((a, b) => a.name.localeCompare(b.name));
