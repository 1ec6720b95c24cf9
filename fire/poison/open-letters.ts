import { withDatabase } from '../../tools/field/drained.ts';
import type { FieldSystem } from '../../tools/field/field-system.ts';

/** Dead letters that wait for a person, of all services, a line each. */
export async function openLetters(system: FieldSystem): Promise<string[]> {
  const all = await Promise.all(
    withDatabase.map(async (service) => {
      const sql = `select reason, type, error from dead_letter where state = 'OPEN'`;
      const rows = await system.behind<{ reason: string; type: string; error: string }>(service, sql);
      return rows.map(({ reason, type, error }) => `${service}: ${type} ${reason} ${error}`);
    }),
  );
  return all.flat();
}
