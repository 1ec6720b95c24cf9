import type { FieldSystem } from '../../tools/field/field-system.ts';
import type { LastingScreen } from './lasting-screen.ts';

/** What is judged of a screen. */
type Judged = Pick<LastingScreen, 'name' | 'faults' | 'rooms' | 'placeIn'>;

/** What was told in a room, as notification's table has it. */
export interface Told {
  readonly seq: number;
  readonly id: string;
}

/** What was told in each of these rooms of a tenant, in order. */
export async function toldIn(
  system: FieldSystem,
  tenantId: string,
  rooms: readonly string[],
): Promise<ReadonlyMap<string, readonly Told[]>> {
  const rows = await system.behind<Told & { room: string }>(
    'notification',
    `select room, seq::int as seq, event_id as id from room_event
     where tenant_id = $1 and room = any($2::text[]) order by room, seq`,
    [tenantId, rooms],
  );
  const told = Map.groupBy(rows, ({ room }) => room);
  return new Map(rooms.map((room) => [room, told.get(room) ?? []]));
}

/** Events that a room keeps at least; only what came before them may be missing in notification's table. */
const mostKept = 10_000;

/**
 * What a screen heard otherwise than it was told: each sentence is one fault; nothing when it heard all, once, in order. Of what a room that
 * keeps `keptPerRoom` events no longer has, the numbers alone are known.
 */
export function differences(
  screen: Judged,
  told: ReadonlyMap<string, readonly Told[]>,
  keptPerRoom = mostKept,
): string[] {
  const faults = screen.faults.map((fault) => `${screen.name}: ${fault}`);
  for (const [room, { began, frames }] of screen.rooms) {
    const kept = (told.get(room) ?? []).filter(({ seq }) => seq > began);
    const cleared = kept.length < keptPerRoom ? 0 : (kept[0]?.seq ?? began + 1) - began - 1;
    const numbers = Array.from({ length: cleared }, (_none, index) => ({ seq: began + 1 + index }));
    const wanted: { readonly seq: number; readonly id?: string }[] = [...numbers, ...kept];
    const differs = ({ seq, id }: (typeof wanted)[number], index: number): boolean =>
      frames[index]?.seq !== seq || (id !== undefined && frames[index].id !== id);
    const at = wanted.findIndex(differs);
    if (at >= 0 || frames.length !== wanted.length) {
      const place = at < 0 ? wanted.length : at;
      const [heard, was] = [frames[place]?.seq ?? 'nothing', wanted[place]?.seq ?? 'nothing'];
      faults.push(`${room}: ${frames.length} heard, ${wanted.length} told after ${began}; first ${heard} for ${was}`);
    }
  }
  return faults;
}

/** Whether a screen has heard the newest of each of its rooms. */
export function hasAll(screen: Judged, told: ReadonlyMap<string, readonly Told[]>): boolean {
  return [...screen.rooms.keys()].every((room) => (told.get(room)?.at(-1)?.seq ?? 0) <= screen.placeIn(room));
}
