import type { RunningSystem } from './system.mjs';

/** The secrets of the stack in `dataDir`: made once, with the data they open. */
export function secretsOf(dataDir: string): RunningSystem['secrets'] & {
  /** Password of PostgreSQL's superuser. */
  readonly postgres: string;
};
