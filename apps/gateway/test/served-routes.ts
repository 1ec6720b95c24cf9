import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serviceNames } from '../src/domain/route.js';

/** A route as a service declares it: `GET /api/v1/orders order may order:read order:read:own`. */
export type ServedRoute = string;

const apps = fileURLToPath(new URL('../..', import.meta.url));
const routeDecorator = /@(Get|Post|Put|Patch|Delete)\(\s*(?:'([^']*)')?\s*\)/g;
const accessDecorator = /@(Permit|Public|NoTenantOrSignedIn|NoTenant)\(([^)]*)\)/;

/** Reads what the controllers of all services declare, from their source: no app imports another. */
export function servedRoutes(): ServedRoute[] {
  return serviceNames.flatMap((service) =>
    globSync(`${apps}/${service}/src/**/*.controller.ts`).flatMap((file) =>
      routesIn(readFileSync(file, 'utf8'), service),
    ),
  );
}

function routesIn(source: string, service: string): ServedRoute[] {
  const controller = /@Controller\(\s*(?:'([^']*)')?\s*\)/.exec(source)?.[1] ?? '';
  const found = [...source.matchAll(routeDecorator)];
  return found.map((match, index) => {
    const [, method = '', path = ''] = match;
    const access = accessDecorator.exec(source.slice(match.index, found[index + 1]?.index));
    const steps = [controller, path].flatMap((part) => part.split('/')).filter(Boolean);
    const root = controller.startsWith('.well-known') ? '' : '/api/v1';
    return describeRoute(method.toUpperCase(), `${root}/${steps.join('/')}`, service, accessIn(access));
  });
}

function accessIn(access: RegExpExecArray | null): readonly string[] {
  if (access?.[1] === 'Permit')
    return ['may', ...[...(access[2] ?? '').matchAll(/'([^']+)'/g)].map(([, name = '']) => name).sort()];
  if (access?.[1] === 'Public') return ['anybody'];
  return [access?.[1] === 'NoTenantOrSignedIn' ? 'no-tenant-or-signed-in' : 'no-tenant'];
}

/** One line per route, in which the names of parameters do not matter. */
export function describeRoute(method: string, path: string, service: string, access: readonly string[]): ServedRoute {
  return [method, path.replaceAll(/:\w+/g, ':'), service, ...access].join(' ');
}
