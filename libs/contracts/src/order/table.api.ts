import { z } from 'zod';
import { id, instant, text } from '../envelope/shapes.js';

const label = text(20);
const area = text(40);
const seats = z.number().int().min(1).max(100);

export const createTableBody = z.strictObject({
  outletId: id,
  label,
  area: area.nullable().default(null),
  seats: seats.default(4),
});
export type CreateTableBody = z.output<typeof createTableBody>;

export const changeTableBody = z
  .strictObject({ label: label.optional(), area: area.nullable().optional(), seats: seats.optional() })
  .refine((body) => Object.keys(body).length > 0, { message: 'name at least one field', params: { code: 'REQUIRED' } });
export type ChangeTableBody = z.output<typeof changeTableBody>;

/** Filters of GET /tables, beside limit, cursor and count. */
export const tableFilters = { outlet: id.optional() };

/** A table as staff see it. */
export const tableView = z.object({
  id,
  version: z.number().int(),
  outletId: id,
  label: z.string(),
  area: z.string().nullable(),
  seats: z.number().int(),
  /** Signed; names tenant, outlet and table to a phone that scans it. */
  code: z.string(),
  /** Address in the QR code. */
  address: z.string(),
  openSessionId: id.nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type TableView = z.output<typeof tableView>;

/** What a scanned code says to anybody. */
export const scannedTableView = z.object({
  tenant: z.object({ id, slug: z.string(), name: z.string() }),
  outlet: z.object({ id, name: z.string() }),
  tableId: id,
  label: z.string(),
  /** Whether people sit there; joining is a POST to `/tables/:code/sessions` either way. */
  open: z.boolean(),
});
export type ScannedTableView = z.output<typeof scannedTableView>;
