import { randomUUID } from 'node:crypto';
import { http, runningSystem, type CallOptions, type Reply } from '@chowk/testing';
import type { Permission } from '@chowk/contracts';
import type { Route } from '../../src/domain/route.js';
import { routes } from '../../src/routes.js';

const system = runningSystem();

/** A route that asks for a permission. */
export interface GuardedRoute extends Route {
  readonly anyOf: readonly Permission[];
}

/** Every route behind the gateway that asks who calls. */
export const guardedRoutes: readonly GuardedRoute[] = routes.flatMap((route) =>
  route.access.kind === 'may' ? [{ ...route, anyOf: route.access.anyOf }] : [],
);

/** One route of each service that asks who calls, a writing one where there is one. */
export const oneOfEachService: readonly GuardedRoute[] = [...new Set(guardedRoutes.map(({ service }) => service))].map(
  (service) => {
    const own = guardedRoutes.filter((route) => route.service === service);
    const chosen = own.find(({ method }) => method === 'POST') ?? own[0];
    if (!chosen) throw new Error(`No route of ${service}`);
    return chosen;
  },
);

/** The two doors of a route: the public one, and the service's own, which only the gateway should know. */
export const doors = ['the gateway', 'the service'] as const;
export type Door = (typeof doors)[number];

/** Calls a route with ids of nothing in its path. */
export function callRoute(door: Door, { method, path, service }: Route, options: CallOptions = {}): Promise<Reply> {
  const address = door === 'the gateway' ? system.gatewayUrl : system.services[service];
  const filled = path.replace(/:\w+/g, () => randomUUID());
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: {}, key: randomUUID() };
  return http(String(address)).call(method, filled, { ...body, ...options });
}

/** Does it to all of them, few at a time; answers those whose answer is not the wanted one, with theirs. */
export async function othersThan<Thing>(
  wanted: string,
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
  answer: (thing: Thing) => Promise<string>,
): Promise<string[]> {
  const others: string[] = [];
  const rest = [...things];
  const work = async () => {
    for (let thing = rest.shift(); thing !== undefined; thing = rest.shift()) {
      const given = await answer(thing);
      if (given !== wanted) others.push(`${nameOf(thing)} -> ${given}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return others.sort();
}
