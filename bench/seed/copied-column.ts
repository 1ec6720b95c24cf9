/** A column of a table, as far as a copy of its rows has to know it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** A unique index needs it to differ between copies. */
  readonly isUnique: boolean;
}

/** The ids made while the model orders were taken: the first 32 bits of a UUIDv7 are units of 65.5 s. */
export interface Window {
  readonly first: number;
  readonly last: number;
}

const unitMs = 65_536;
/** Running numbers of a copy begin so far above those before it: more than a bench takes orders, and a million orders' fit into 32 bits. */
const numbersApart = 100_000;

/** The moments between two times, in the units of UUIDv7's first 32 bits. */
export function windowOf(from: Date, to: Date): Window {
  return { first: Math.floor(from.getTime() / unitMs), last: Math.floor(to.getTime() / unitMs) };
}

/**
 * SQL for a column's value in copy `k` (a row of `copies`): ids of the window are set back in time, the further the higher `k`, so that
 * references between rows, tables and databases stay whole and no two copies are alike; so are times and dates. The tenant is the copy's.
 */
export function copiedColumn({ name, type, isUnique }: Column, window: Window, kept: ReadonlySet<string>): string {
  const units = window.last - window.first + 1;
  const quoted = `s."${name}"`;
  if (name === 'tenant_id') return 'k.tenant_id';
  if (kept.has(name)) return quoted;
  const back = `k.n * ${units}`;
  if (type === 'uuid') return `(${setBack(`${quoted}::text`, window, back)})::uuid`;
  if (type === 'jsonb') return `(${setBack(`${quoted}::text`, window, back)})::jsonb`;
  if (type === 'text')
    return isUnique ? `${setBack(quoted, window, back)} || '-' || k.n` : setBack(quoted, window, back);
  if (type === 'bytea') return isUnique ? `sha256(${quoted} || convert_to(k.n::text, 'UTF8'))` : quoted;
  if (type.startsWith('timestamp')) return `${quoted} - k.n * interval '${(units * unitMs) / 1000} s'`;
  if (type === 'date') return `${quoted} - (k.n * ${units}::bigint * ${unitMs} / 86400000)::int`;
  if (isUnique && ['integer', 'bigint'].includes(type) && name === 'sequence')
    return `${quoted} + k.n * ${numbersApart}`;
  return quoted;
}

/** Replaces the window's ids in a text by earlier ones. */
function setBack(text: string, { first, last }: Window, back: string): string {
  let replaced = text;
  for (let unit = first; unit <= last; unit++) {
    const prefix = `${hex(unit)}-`;
    // Only ids begin so: eight hex digits and a dash
    replaced = `replace(${replaced}, '${prefix}', lpad(to_hex(${unit} - ${back}), 8, '0') || '-')`;
  }
  return replaced;
}

function hex(unit: number): string {
  return unit.toString(16).padStart(8, '0');
}
