import type { MigrationClass } from '../migration-class.js';
import { ProtectTables1700000000000 } from './1700000000000-protect-tables.js';
import { KeepFacts1700000000001 } from './1700000000001-keep-facts.js';
import { KnowCallers1700000000002 } from './1700000000002-know-callers.js';
import { ReceiveEvents1700000000003 } from './1700000000003-receive-events.js';

/** The kit's own tables; they run before those of any service. */
export const kitMigrations: readonly MigrationClass[] = [
  ProtectTables1700000000000,
  KeepFacts1700000000001,
  KnowCallers1700000000002,
  ReceiveEvents1700000000003,
];
