import type { Answer, Call } from './call.js';

/** One path a simulator knows. `:name` in the path stands for one segment and arrives in `params`. */
export interface Route {
  readonly method: string;
  readonly path: string;
  run(call: Call, params: Readonly<Record<string, string>>): Answer | Promise<Answer>;
}

/**
 * Whether `path` fits `pattern`, segment by segment: `:name` fits one segment and is returned under its name,
 * `*` fits one segment, everything else fits itself. Returns `undefined` when it does not fit.
 */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const [, name, suffix = ''] = /^:(\w+)(\..+)?$/.exec(segment) ?? [];
    if (name !== undefined) {
      if (!value.endsWith(suffix) || value.length === suffix.length) return undefined;
      params[name] = value.slice(0, value.length - suffix.length);
    } else if (segment === '*' ? value === '' : segment !== value) {
      return undefined;
    }
  }
  return params;
}

/** The route for this call with its params, or `undefined` when none fits. */
export function findRoute(
  routes: readonly Route[],
  call: Call,
): { route: Route; params: Readonly<Record<string, string>> } | undefined {
  for (const route of routes) {
    if (route.method !== call.method) continue;
    const params = matchPath(route.path, call.path);
    if (params) return { route, params };
  }
  return undefined;
}
