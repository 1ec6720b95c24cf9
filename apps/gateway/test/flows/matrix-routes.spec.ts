import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RouteBook } from '../../src/domain/route-book.js';
import { routes } from '../../src/routes.js';
import { answerOf, callAs, cells, isRefused, MatrixCalls, nameOf, type Cell } from './matrix-calls.js';
import { restaurant } from './matrix-people.js';
import { identities, type Identity } from './matrix-row.js';
import { buildWorld, type World } from './matrix-world.js';
import { rowCounts } from './refusals-row-counts.js';

const isQuiet = ({ row }: Cell) => row.options.ends === undefined;

/** Does it to all of them, eight at a time; answers those whose answer is not the wanted one, with theirs. */
async function wrong(tried: readonly Cell[], answer: (cell: Cell) => Promise<string>): Promise<string[]> {
  const found: string[] = [];
  const rest = [...tried];
  const work = async () => {
    for (let cell = rest.shift(); cell !== undefined; cell = rest.shift()) {
      const given = await answer(cell);
      if (given !== cell.wanted) found.push(`${nameOf(cell)}, is ${given}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return found.sort();
}

describe('Every route, called by everybody,', () => {
  let world: World;
  let clearAway: World['clearAway'] | undefined;
  let calls: MatrixCalls;
  beforeAll(async () => {
    world = await buildWorld();
    ({ clearAway } = world);
    calls = new MatrixCalls(world);
  });
  afterAll(() => clearAway?.());

  it('refuses with exactly its status and code, and nothing has changed in any database', async () => {
    const refused = cells.filter((cell) => isRefused(cell) && isQuiet(cell));
    await calls.makeThrowaways();
    const before = await rowCounts();
    expect(await wrong(refused, (cell) => calls.answer(cell))).toEqual([]);
    expect(await rowCounts()).toEqual(before);
  });

  it('knows no other method', async () => {
    const book = new RouteBook(routes);
    const paths = new Set(routes.map(({ path }) => path.replace(/:\w+/g, () => randomUUID())));
    const odd: string[] = [];
    for (const path of paths)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { route, allowed } = book.find(method, path);
        if (route) continue;
        const reply = await callAs(restaurant.anybody, method, path.replace(/^\/api\/v1/, ''));
        const told = `${answerOf(reply)}, ${String(reply.headers['allow'])}`;
        if (told !== `405 METHOD_NOT_ALLOWED, ${allowed.join(', ')}`) odd.push(`${method} ${path} is ${told}`);
      }
    expect(odd).toEqual([]);
  });

  it('lets those in to whom it belongs', async () => {
    const allowed = cells.filter((cell) => !isRefused(cell) && isQuiet(cell));
    expect(await wrong(allowed, (cell) => calls.answer(cell))).toEqual([]);
  });

  it('ends the sign-in of who leaves, and all of who leaves everywhere', async () => {
    const left = cells.filter(({ row }) => row.options.ends === 'this sign-in');
    expect(await wrong(left, (cell) => calls.answer(cell))).toEqual([]);
    const others = new Map(Object.entries(world.others));
    const leftAll = cells.filter(({ row }) => row.options.ends === 'all sign-ins');
    const asOther = (cell: Cell) => calls.answer(cell, others.get(cell.identity) ?? world.people[cell.identity]);
    expect(await wrong(leftAll, asOther)).toEqual([]);

    const signedIn: readonly Identity[] = identities.filter((identity) => others.has(identity));
    const after = signedIn.flatMap((identity) => [world.people[identity], others.get(identity) ?? restaurant.anybody]);
    const answers = await Promise.all(after.map(async (who) => answerOf(await callAs(who, 'GET', '/auth/me'))));
    expect(new Set(answers)).toEqual(new Set(['401 AUTH_SESSION_REVOKED']));
  });
});
