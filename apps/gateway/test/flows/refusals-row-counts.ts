import { eventually } from '@chowk/testing';
import { countRows, type RowCounts } from '../../../../tools/field/truth/row-counts.ts';
import { serviceNames } from '../../src/domain/route.js';
import { looking } from './kill-look.js';

export type { RowCounts };

/**
 * The rows of all tables of all eight databases, once nothing is on its way any more: two of these around refused calls are
 * equal.
 */
export function rowCounts(): Promise<RowCounts> {
  let last = '';
  let alike = 0;
  return looking((read) =>
    eventually(
      'nothing is on its way',
      async () => {
        const { counts, waiting } = await countRows(serviceNames, read);
        const text = JSON.stringify(counts);
        alike = text === last && waiting === 0 ? alike + 1 : 0;
        last = text;
        return alike >= 2 && counts;
      },
      { timeout: 20_000, interval: 80 },
    ),
  );
}
