import { ValidationFailed, wireShapes } from '@chowk/contracts/envelope';
import { z } from 'zod';
import { refuse } from '../context/domain-error.js';

export const defaultLimit = 20;
export const maximalLimit = 100;

const pageQuery = {
  limit: z.coerce.number().int().min(1).max(maximalLimit).default(defaultLimit),
  cursor: z.string().min(1).max(1_000).optional(),
  count: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
};

wireShapes.add(pageQuery.limit, {
  description: `Most items of a page: ${defaultLimit} unless said, at most ${maximalLimit}.`,
});
wireShapes.add(pageQuery.cursor, { description: '`meta.nextCursor` of the page before; left out: the first page.' });
wireShapes.add(pageQuery.count, { description: '`true`: `meta.total` says how many there are in all.' });

/** The query of a list: `limit` (20, at most 100), `cursor`, `count`, and the filters given; any other field is refused. */
export function listQuery<Shape extends z.ZodRawShape>(filters: Shape) {
  return z.strictObject({ ...pageQuery, ...filters });
}

/** An opaque cursor of where a page ended: the values the list is sorted by. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The position in a cursor of ours; 422 VALIDATION_FAILED at path `cursor` for anything else. */
export function decodeCursor<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  const position = schema.safeParse(jsonIn(cursor));
  if (position.success) return position.data;
  throw refuse(ValidationFailed, [{ path: 'cursor', code: 'INVALID_FORMAT', message: 'is not a cursor of this list' }]);
}

function jsonIn(cursor: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Cuts one row too many, fetched to know whether there is a next page: `limit + 1` rows become a page and its cursor. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (last: Row) => unknown,
): { items: readonly Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(positionOf(last)) : null };
}
