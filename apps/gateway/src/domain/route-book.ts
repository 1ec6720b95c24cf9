import type { Route } from './route.js';

interface Step {
  readonly literal: Map<string, Step>;
  any: Step | undefined;
  readonly routes: Map<string, Route>;
}

export interface Found {
  readonly route: Route | undefined;
  /** Methods the path is served under; none for a path that nobody serves. */
  readonly allowed: readonly string[];
}

/** Finds the route of a path; what is written out wins over `:name`. */
export class RouteBook {
  private readonly root = newStep();

  /** Throws when two lines of the table say the same. */
  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      let step = this.root;
      for (const name of stepsOf(route.path)) step = grow(step, name);
      if (step.routes.has(route.method)) throw new Error(`The table of routes has ${route.method} ${route.path} twice`);
      step.routes.set(route.method, route);
    }
  }

  /** The route, or what would be allowed instead. HEAD is served where GET is. */
  find(method: string, path: string): Found {
    const routes = walk(this.root, stepsOf(path), 0);
    if (!routes) return { route: undefined, allowed: [] };
    const allowed = [...routes.keys(), ...(routes.has('GET') ? ['HEAD'] : [])].sort();
    return { route: routes.get(method === 'HEAD' ? 'GET' : method), allowed };
  }
}

function newStep(): Step {
  return { literal: new Map(), any: undefined, routes: new Map() };
}

function grow(step: Step, name: string): Step {
  if (name.startsWith(':')) return (step.any ??= newStep());
  const next = step.literal.get(name) ?? newStep();
  step.literal.set(name, next);
  return next;
}

/** A parameter is never empty, so that `/orders/` is not an order without id. */
function walk(step: Step, names: readonly string[], at: number): ReadonlyMap<string, Route> | undefined {
  const name = names[at];
  if (name === undefined) return step.routes.size > 0 ? step.routes : undefined;
  const literal = step.literal.get(name);
  const found = literal && walk(literal, names, at + 1);
  return found ?? (step.any && name !== '' ? walk(step.any, names, at + 1) : undefined);
}

function stepsOf(path: string): string[] {
  return path.split('/').slice(1);
}
