import { withDatabase } from '../tools/field/drained.ts';
import type { FieldSystem } from '../tools/field/field-system.ts';
import { defineFire, type Field } from '../tools/field/fire.ts';
import { sideBySide } from '../tools/field/open-loop.ts';
import { send } from '../tools/field/calls.ts';
import type { Answer, Person } from '../tools/field/people.ts';
import { Restaurant } from '../tools/field/restaurant.ts';
import { until } from '../tools/field/until.ts';
import { tryDatabase } from './isolation/database-alone.ts';
import { identities, strangersOf, wanted, type Identity, type Strangers } from './isolation/identities.ts';
import { callOf, routes, type ListedRoute, type Things } from './isolation/routes.ts';
import { changes, rowCounts } from './isolation/row-counts.ts';
import { serveDinner } from './isolation/world.ts';

const suspended = "a suspended business's owner";

/** Made for nobody in particular: their names stand at the root. */
const atTheRoot = /^\/(\.well-known|socket\.io)\//;

interface Cell {
  readonly route: ListedRoute;
  readonly identity: Identity;
  readonly wanted: string;
}

export default defineFire({
  name: 'isolation',
  promise:
    'Nobody whom a business has not let in reads or changes anything of it: not through any route, and not past the services either.',
  async run(field) {
    const { system, check } = field;
    const things = await serveDinner(system);
    const strangers = await strangersOf(system);
    const cells = routes.flatMap((route) =>
      identities.flatMap((identity) => {
        const answer = wanted(route, identity);
        return answer === undefined ? [] : [{ route, identity, wanted: answer }];
      }),
    );
    await everyRouteIsListed(field);
    const refused = cells.filter((cell) => cell.wanted.startsWith('4') && cell.route.ends === undefined);
    const before = await rowCounts(system);
    const wrong = await tryAll(
      refused.filter(({ identity }) => identity !== suspended),
      strangers,
      things,
    );
    check(`${refused.length} refusals, each with its status and code`, wrong.length === 0, wrong);
    const changed = changes(before, await rowCounts(system));
    check('no row of any database was changed by them', changed.length === 0, changed);

    const reading = cells.filter(({ wanted: answer, route }) => answer.startsWith('2') && route.method === 'GET');
    const leaks = await leaksOf(reading, strangers, things);
    check(`${reading.length} answers to strangers hold nothing of ours`, leaks.length === 0, leaks);

    const shutOut = await whileSuspended(system, () =>
      tryAll(
        cells.filter(({ identity }) => identity === suspended),
        strangers,
        things,
      ),
    );
    check('a suspended business is shut out of every route', shutOut.length === 0, shutOut);
    return {
      routes: routes.length,
      identities: identities.length,
      refusals: refused.length,
      ...(await databasesAlone(field, things)),
    };
  },
});

/** Calls them all, eight at a time; answers those whose answer is not the wanted one, with theirs. */
async function tryAll(cells: readonly Cell[], strangers: Strangers, things: Things): Promise<string[]> {
  const found = await sideBySide(cells, 8, async ({ route, identity, wanted: answer }) => {
    const given = answerOf(await callAs(strangers[identity], route, things, answer === route.says));
    return given === answer ? [] : [`${route.method} ${route.path} of ${identity} is ${given}, should be ${answer}`];
  });
  return found.flat();
}

/** Whose answer names anything of ours: an id of the dinner, or of the business. */
async function leaksOf(cells: readonly Cell[], strangers: Strangers, things: Things): Promise<string[]> {
  const ours = Object.entries(things).filter(([name]) => !['businessDate', 'stockSku'].includes(name));
  const ownPage = /^\/(tables\/:code|outlets|menu)/;
  const found = await sideBySide(cells, 8, async ({ route, identity, wanted: answer }) => {
    if (identity === 'nobody') return []; // names our business itself, and is shown what everybody is
    const reply = await callAs(strangers[identity], route, things, false);
    const text = reply.bytes.toString('utf8');
    const named = ours.filter(([, id]) => text.includes(id)).map(([name]) => name);
    const call = `${route.method} ${route.path} of ${identity}`;
    if (answerOf(reply) !== answer) return [`${call} is ${answerOf(reply)}, should be ${answer}`];
    // What is asked for by its code, on a table's sign, is shown to whoever stands before the table
    if (named.length === 0 || (ownPage.test(route.path) && Object.keys(route.at).includes('code'))) return [];
    return [`${call} names our ${named.join(', ')}`];
  });
  return found.flat();
}

function callAs(who: Person, route: ListedRoute, things: Things, probing: boolean): Promise<Answer> {
  const { path, body } = callOf(route, things, probing);
  if (!atTheRoot.test(route.path)) return who.call(route.method, path, body);
  const identity = who.token === undefined ? { 'x-tenant-id': who.tenant } : { authorization: `Bearer ${who.token}` };
  return send({ method: route.method, url: `${who.gatewayUrl}${path}`, body, headers: identity });
}

/** `404 NOT_FOUND`, or the bare status of a success and of what is refused without a code. */
function answerOf({ status, code }: Answer): string {
  return code === undefined ? String(status) : `${status} ${code}`;
}

/** What the running gateway describes is in the list, and the other way round: the list is of this system, not of another. */
async function everyRouteIsListed({ system, check }: Field): Promise<void> {
  const document = (await send({ method: 'GET', url: `${system.gatewayUrl}/docs/openapi.json` })).body as {
    paths: Record<string, Record<string, unknown>>;
  };
  const named = (method: string, path: string) =>
    `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '').replaceAll(/\{\w+\}|:\w+/g, ':')}`;
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => named(method, path)),
  );
  const listed = new Set(routes.map(({ method, path }) => named(method, path)));
  const missing = described.filter((name) => !listed.has(name));
  check(
    `all ${described.length} routes of the API reference are tried`,
    missing.length === 0 && described.length > 100,
    missing,
  );
}

/** Does it while the other business is suspended, and opens that again. */
async function whileSuspended<Result>(system: FieldSystem, work: () => Promise<Result>): Promise<Result> {
  const operator = await new Restaurant(system, 'chowk').staff('admin');
  const others = new Restaurant(system, 'lafete365');
  const owner = await others.staff('owner');
  const id = (await owner.get('/tenants/current')).text('data.id');
  const isEverywhere = (status: string) =>
    until(`everybody has heard that it is ${status}`, 20, async () => {
      const states = await Promise.all(
        withDatabase.map((service) =>
          system.behind<{ status: string }>(service, `select state ->> 'status' as status from tenant where id = $1`, [
            id,
          ]),
        ),
      );
      return states.every(([state]) => state?.status === status);
    });
  (await operator.patch(`/tenants/${id}/status`, { status: 'SUSPENDED' })).text('data.status');
  try {
    await isEverywhere('SUSPENDED');
    await until('the gateway has heard it', 5, async () => (await others.anybody.get('/menu')).status === 403);
    return await work();
  } finally {
    (await operator.patch(`/tenants/${id}/status`, { status: 'ACTIVE' })).text('data.status');
    await isEverywhere('ACTIVE');
    await until('its people come in again', 10, async () => (await others.anybody.get('/menu')).status === 200);
  }
}

async function databasesAlone({ system, check }: Field, things: Things): Promise<Record<string, number>> {
  const owner = await new Restaurant(system, 'lafete365').staff('owner');
  const tenants = { ours: things['tenant'] ?? '', theirs: (await owner.get('/tenants/current')).text('data.id') };
  const mirrored = { ours: tenants.theirs, theirs: tenants.ours };
  let [tables, ownRows, foreignRows] = [0, 0, 0];
  for (const service of withDatabase) {
    const both = [await tryDatabase(system, service, tenants), await tryDatabase(system, service, mirrored)];
    const faults = [...new Set(both.flatMap((alone) => alone.faults))];
    const [first] = both;
    tables += first?.tables ?? 0;
    ownRows += first?.ownRows ?? 0;
    foreignRows += both[1]?.foreignRows ?? 0;
    check(
      `the database of ${service} keeps tenants apart by itself`,
      faults.length === 0,
      faults.length > 0 ? faults : `${first?.tables} tables`,
    );
  }
  check('there were rows to be kept apart', ownRows > 100 && foreignRows > 100, { ownRows, foreignRows });
  return { tables, ownRows, foreignRows };
}
