import { Gauge } from 'prom-client';
import type { Database } from '../database/database.js';
import type { Metrics } from './metrics.js';

/** Counts connections and those who wait for one, at each scrape: `db_pool_connections`, `db_pool_waiting`. */
export function watchPools({ registry }: Metrics, database: Database): void {
  const pools = { app: database.pool, worker: database.worker.pool };
  const each = (set: (role: string, pool: typeof database.pool) => void) => {
    for (const [role, pool] of Object.entries(pools)) set(role, pool);
  };
  new Gauge({
    name: 'db_pool_connections',
    help: 'Connections to the database by role and state.',
    labelNames: ['role', 'state'],
    registers: [registry],
    collect() {
      each((role, pool) => {
        this.set({ role, state: 'idle' }, pool.idleCount);
        this.set({ role, state: 'busy' }, pool.totalCount - pool.idleCount);
      });
    },
  });
  new Gauge({
    name: 'db_pool_waiting',
    help: 'Calls that wait for a connection.',
    labelNames: ['role'],
    registers: [registry],
    collect() {
      each((role, pool) => this.set({ role }, pool.waitingCount));
    },
  });
}
