import { withDatabase } from '../../tools/field/drained.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { countRows, type RowCounts } from '../../tools/field/truth/row-counts.ts';
import { until } from '../../tools/field/until.ts';

/** The rows of all tables of all databases, once nothing is on its way any more. */
export async function rowCounts(system: FieldSystem): Promise<RowCounts> {
  let [last, alike] = ['', 0];
  return until(
    'nothing is on its way',
    30,
    async () => {
      const { counts, waiting } = await countRows(withDatabase, (service, sql) => system.databases.query(service, sql));
      const text = JSON.stringify(counts);
      alike = text === last && waiting === 0 ? alike + 1 : 0;
      last = text;
      return alike >= 2 && counts;
    },
    150,
  );
}

/** What differs between two counts. */
export function changes(before: RowCounts, after: RowCounts): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? 'none'} -> ${after[name] ?? 'none'}`);
}
