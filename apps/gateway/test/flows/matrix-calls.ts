import { randomUUID } from 'node:crypto';
import { failure } from '@chowk/contracts';
import { http, runningSystem, type CallOptions, type Reply } from '@chowk/testing';
import { makeFresh } from './matrix-fresh.js';
import { identities, type FreshName, type Identity, type Row } from './matrix-row.js';
import { matrix } from './matrix-table.js';
import type { World } from './matrix-world.js';
import type { Person } from './restaurant.js';

/** One call of the matrix: a row as somebody makes it. */
export interface Cell {
  readonly row: Row;
  readonly identity: Identity;
  readonly wanted: string;
}

export const cells: readonly Cell[] = matrix.flatMap((row) =>
  identities.map((identity) => ({ row, identity, wanted: row.answers[identity] })),
);

export const isRefused = ({ wanted }: Cell) => wanted.startsWith('4');

export const nameOf = ({ row, identity, wanted }: Cell) =>
  `${row.method} ${row.path} of ${identity} should be ${wanted}`;

/** Others chose where these stand. */
const atTheRoot = /^\/(\.well-known|socket\.io)\//;

/** `404 NOT_FOUND`, or the bare status of a success and of what Socket.io refuses in words of its own. */
export function answerOf({ status, body }: Reply): string {
  const read = failure.safeParse(body);
  return read.success ? `${status} ${read.data.error.code}` : String(status);
}

/** Calls the gateway as somebody: people by their token, others by the name of the business alone. */
export function callAs(
  { token, tenant }: Person,
  method: string,
  path: string,
  more: CallOptions = {},
): Promise<Reply> {
  const identity = token === undefined ? { tenant } : { token };
  const root = atTheRoot.test(path) ? '' : '/api/v1';
  return http(runningSystem().gatewayUrl).call(method, `${root}${path}`, { ...identity, ...more });
}

/** Makes the calls of a world, with what each row says of path and body. */
export class MatrixCalls {
  /** Those who are refused may all try to throw away the same thing. */
  private readonly kept = new Map<FreshName, Promise<string>>();

  constructor(private readonly world: World) {}

  /** Makes beforehand what those who are refused try to throw away. */
  async makeThrowaways(): Promise<void> {
    await Promise.all(cells.filter(isRefused).map((cell) => this.pathOf(cell)));
  }

  async answer(cell: Cell, who: Person = this.world.people[cell.identity]): Promise<string> {
    const { row, identity } = cell;
    const { body, probe, query } = row.options;
    const made = (row.signs[identity] === '+' ? (probe ?? body) : body)?.(this.world.things);
    const path = await this.pathOf(cell);
    const more = made === undefined ? {} : { body: made, key: randomUUID() };
    const address = query ? `${path}?${query(this.world.things)}` : path;
    return answerOf(await callAs(who, row.method, address, more));
  }

  private async pathOf(cell: Cell): Promise<string> {
    const { at = {}, fresh = {} } = cell.row.options;
    const fixed = Object.entries(at).map(([name, thing]) => [name, this.world.things[thing]] as const);
    const made = Object.entries(fresh).map(async ([name, thing]) => [name, await this.throwaway(thing, cell)] as const);
    return [...fixed, ...(await Promise.all(made))].reduce(
      (path, [name, id]) => path.replace(`:${name}`, id),
      cell.row.path,
    );
  }

  private throwaway(name: FreshName, cell: Cell): Promise<string> {
    const make = () => makeFresh(name, this.world.people.manager, this.world.things);
    if (!isRefused(cell)) return make();
    const known = this.kept.get(name) ?? make();
    this.kept.set(name, known);
    return known;
  }
}
