import type { FieldSystem, ServiceName } from '../field-system.ts';
import { invariantFaults } from './invariants.ts';

/** What does not hold in the system now, a line each; to be asked when nothing is under way ({@link drained}). */
export function faults(system: FieldSystem): Promise<string[]> {
  return invariantFaults(<Row extends object>(service: string, sql: string) =>
    system.behind<Row>(service as ServiceName, sql),
  );
}
