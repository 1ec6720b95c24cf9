import { eventually, runningSystem } from '@chowk/testing';
import { backlogOf } from '../../../../tools/field/drained.ts';
import { countRows, type RowCounts } from '../../../../tools/field/truth/row-counts.ts';
import { serviceNames } from '../../src/domain/route.js';
import { looking } from './kill-look.js';

export type { RowCounts };

/**
 * The rows of all tables of all eight databases, once nothing is on its way any more: two of these around refused calls are
 * equal.
 */
export function rowCounts(): Promise<RowCounts> {
  const { prefix, kafkaBrokers } = runningSystem();
  let last = '';
  let alike = 0;
  return looking(async (read) => {
    await eventually(
      'everything that was told is heard',
      async () => (await backlogOf({ prefix, servers: { kafkaBrokers }, behind: read })).where.length === 0,
      { timeout: 30_000, interval: 100 },
    );
    return eventually(
      'nothing is on its way',
      async () => {
        const { counts, waiting } = await countRows(serviceNames, read);
        const text = JSON.stringify(counts);
        alike = text === last && waiting === 0 ? alike + 1 : 0;
        last = text;
        return alike >= 2 && counts;
      },
      { timeout: 20_000, interval: 80 },
    );
  });
}
