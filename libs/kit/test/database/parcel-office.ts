import { Clock, type CallContext, Database, openDatabase, runInCall, seedId, Store } from '../../src/index.js';
import { type TestDatabase, testDatabase } from '@chowk/testing';
import pg from 'pg';
import { CreateParcels1760000000000 } from './create-parcels.js';
import { Parcel } from './parcel.js';
import { WireTap } from './wire-tap.js';

export const alpha = seedId('tenant/alpha');
export const beta = seedId('tenant/beta');
export const parcelMigrations = [CreateParcels1760000000000];

/** Real: PostgreSQL with both roles, migrations, pools. One connection per role, so that the next caller gets the last one's. */
export interface ParcelOffice {
  readonly files: TestDatabase;
  /** The app role's line to the server. */
  readonly tap: WireTap;
  readonly database: Database;
  readonly clock: Clock;
  readonly parcels: Store<Parcel>;
  /** A superuser's look behind row-level security. */
  readonly admin: pg.Client;
  /** Errors that were reported and failed nobody's work. */
  readonly reported: unknown[];
  as<Result>(tenantId: string, work: () => Promise<Result>, call?: Partial<CallContext>): Promise<Result>;
  close(): Promise<void>;
}

export async function openParcelOffice(size = 1): Promise<ParcelOffice> {
  const files = await testDatabase({ name: 'parcels', database: { migrations: parcelMigrations } });
  const tap = await WireTap.on(files.url);
  const reported: unknown[] = [];
  const { database, close } = await openDatabase({
    url: tap.url,
    workerUrl: files.workerUrl,
    applicationName: 'parcels',
    entities: [Parcel],
    size,
    lockTimeoutMs: 2_000,
    report: (error) => reported.push(error),
  });
  const admin = new pg.Client({ connectionString: files.adminUrl });
  await admin.connect();
  const clock = new Clock();
  return {
    files,
    tap,
    database,
    clock,
    parcels: new Store(database, clock, Parcel),
    admin,
    reported,
    as: (tenantId, work, call = {}) => runInCall({ ...call, tenantId }, work),
    close: async () => {
      await close();
      await tap.close();
      await admin.end();
      await files.drop();
    },
  };
}
