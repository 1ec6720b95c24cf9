import type { Type } from '@nestjs/common';
import type { ObjectType } from 'typeorm';
import type { MigrationClass } from '../database/migration-class.js';
import type { ConfigDefinition } from './config.js';
import type { SeedFunction } from './seed.js';

export interface ServiceDatabase {
  /** Aggregates of this service. */
  readonly entities: readonly ObjectType<object>[];
  /** Forward migrations in their order; the kit's own run before them. */
  readonly migrations: readonly MigrationClass[];
  /** Fills the demo tenants; may run any number of times. */
  readonly seed?: SeedFunction;
  /** Most connections of the app role; 10 unless said. */
  readonly connections?: number;
}

/** All that the kit needs to know to run a service. */
export interface ServiceDescription {
  /** Name on the wire: database, consumer group, log lines, event source. */
  readonly name: string;
  readonly module: Type;
  /** Environment the service reads beside the kit's own. */
  readonly config?: ConfigDefinition;
  readonly database: ServiceDatabase;
  /** What happens to later events of a key that has a dead letter: kept behind it (the default), or handled all the same. */
  readonly onDeadLetter?: 'park' | 'skip';
  /** How long (ms) events may wait for company before they are read: longer where nobody waits for what comes of them; 0 unless said. */
  readonly eventsWaitMs?: number;
}

/** Declares a service beside its module: `export const order = defineService({ name: 'order', module: OrderModule, ... })`. */
export function defineService(description: ServiceDescription): ServiceDescription {
  if (!/^[a-z][a-z0-9-]{1,30}$/.test(description.name))
    throw new Error(`"${description.name}" cannot be a service's name`);
  return description;
}
