import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who listens to what, read off the code: `@On(Event)` on a handler, or a topic that is read from its beginning. */
export function listeners(root, events) {
  const typeOf = new Map(events.map((event) => [event.type, event]));
  const exported = new Map();
  for (const file of sources(join(root, 'libs/contracts/src')))
    for (const [, name, type] of readFileSync(file, 'utf8').matchAll(
      /export const (\w+) = (?:event|state)\(\s*'([^']+)'/g,
    ))
      exported.set(name, typeOf.get(type));
  const heardBelow = (folder) =>
    [...new Set(sources(join(root, folder)).flatMap((file) => heardIn(file)))]
      .map((name) => exported.get(name))
      .filter(Boolean);
  const ofKit = heardBelow('libs/kit/src');
  const apps = readdirSync(join(root, 'apps'));
  const byApp = new Map(apps.map((app) => [app, heardBelow(join('apps', app, 'src'))]));
  return {
    /** What an app's own code listens to. */
    ofApp: (app) => byApp.get(app) ?? [],
    /** The apps that an event reaches, by their own code or by the kit's: every app but the gateway runs the kit's listeners. */
    of: (event) =>
      apps.filter((app) => byApp.get(app).includes(event) || (app !== 'gateway' && ofKit.includes(event))).sort(),
  };
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file));
}

/** The gateway has no consumer group: it reads whole topics (`topics = [TenantState.topic, ...]`). */
function heardIn(file) {
  const text = readFileSync(file, 'utf8');
  const handled = [...text.matchAll(/@On\((\w+)/g)].map(([, name]) => name);
  const readWhole = [...text.matchAll(/const topics = \[([^\]]*)\]/g)].flatMap(([, list]) =>
    [...list.matchAll(/(\w+)\.topic/g)].map(([, name]) => name),
  );
  return [...handled, ...readWhole];
}
