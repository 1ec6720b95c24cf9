import { readFileSync } from 'node:fs';

/** Who is answered what, as the gateway's own matrix of routes and roles has it. */
export interface MatrixAnswers {
  readonly none: string;
  /** Owner of another business. */
  readonly alien: string;
  /** A customer of the business itself who has nothing to do with what is named. */
  readonly stranger: string;
  /** A guest of another table of it. */
  readonly outsider: string;
  /** A tablet of it. */
  readonly device: string;
}

/** A route, how it is called, and who is answered what. Words in braces stand for ids: `{order}`. */
export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  /** What stands for the parameters of the path. */
  readonly at: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  /** Sent instead where a right body would be obeyed. */
  readonly probe?: unknown;
  /** Ends the sign-in it is called with. */
  readonly ends?: string;
  /** What those are answered who may. */
  readonly says: string;
  readonly answers: MatrixAnswers;
}

/** The routes of the gateway; its tests fail when the list is not what the gateway serves. */
export const routes = JSON.parse(
  readFileSync(new URL('routes.json', import.meta.url), 'utf8'),
) as readonly ListedRoute[];

/** The ids of one business's things, by the words that stand for them. */
export type Things = Readonly<Record<string, string>>;

/** A call of a route that names those things; `probing` sends what nobody obeys. */
export function callOf(
  route: ListedRoute,
  things: Things,
  probing: boolean,
): { readonly path: string; readonly body?: unknown } {
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_word, name: string) => idOf(things, name));
  const path = Object.entries(route.at).reduce(
    (so, [name, thing]) => so.replace(`:${name}`, idOf(things, thing)),
    route.path,
  );
  const address = route.query === undefined ? path : `${path}?${filled(route.query)}`;
  const body = probing ? (route.probe ?? route.body) : route.body;
  return body === undefined ? { path: address } : { path: address, body: JSON.parse(filled(JSON.stringify(body))) };
}

function idOf(things: Things, name: string): string {
  const id = things[name];
  if (id === undefined) throw new Error(`There is no ${name} to call a route with`);
  return id;
}
