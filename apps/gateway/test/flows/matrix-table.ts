import { permissionsOf } from '@chowk/contracts';
import type { Route } from '../../src/domain/route.js';
import { authRows } from './matrix-auth.js';
import { billRows } from './matrix-bills.js';
import { catalogRows } from './matrix-catalog.js';
import { orderRows } from './matrix-orders.js';
import { otherRows } from './matrix-others.js';
import { paymentRows } from './matrix-payment.js';
import { identities, rolesOf, type Row } from './matrix-row.js';

/** Every route times everybody, with what each is answered. */
export const matrix: readonly Row[] = [
  ...authRows,
  ...catalogRows,
  ...orderRows,
  ...billRows,
  ...paymentRows,
  ...otherRows,
];

const nameOf = ({ method, path }: Pick<Row, 'method' | 'path'>) => `${method} ${path.replace(/^\/api\/v1/, '')}`;

/** Routes without a row, which nobody has tried. */
export function untried(routes: readonly Route[], rows: readonly Row[]): string[] {
  const tried = new Set(rows.map(nameOf));
  return routes.map(nameOf).filter((name) => !tried.has(name));
}

/** Rows of no route, and rows that stand twice. */
export function tooMuch(routes: readonly Route[], rows: readonly Row[]): string[] {
  const known = new Set(routes.map(nameOf));
  const names = rows.map(nameOf);
  return names.filter((name, index) => !known.has(name) || names.indexOf(name) !== index);
}

/**
 * Cells that contradict the permissions: who has none that the route asks for is `x`, nobody else is, and `.` is for who has not
 * signed in.
 */
export function contradictions(routes: readonly Route[], rows: readonly Row[]): string[] {
  const accessOf = new Map(routes.map((route) => [nameOf(route), route.access]));
  return rows.flatMap((row) => {
    const access = accessOf.get(nameOf(row));
    if (!access) return [];
    const isOpen = access.kind !== 'may';
    return identities.flatMap((identity) => {
      const granted = permissionsOf(rolesOf[identity]);
      const may = isOpen || access.anyOf.some((permission) => granted.has(permission));
      const barrier = may ? undefined : identity === 'none' ? '.' : 'x';
      const sign = row.signs[identity];
      const isRight = barrier === undefined ? sign !== '.' && sign !== 'x' : sign === barrier;
      return isRight ? [] : [`${nameOf(row)} of ${identity} is ${sign}`];
    });
  });
}
