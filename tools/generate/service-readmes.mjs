import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const opening = '<!-- generated:events -->';
const closing = '<!-- /generated:events -->';

/** The READMEs of the services with their lists of what they say and listen to, read off the code. */
export function serviceReadmes(root, events) {
  const exported = new Map();
  for (const file of sources(join(root, 'libs/contracts/src')))
    for (const [, name, type] of readFileSync(file, 'utf8').matchAll(
      /export const (\w+) = (?:event|state)\(\s*'([^']+)'/g,
    ))
      exported.set(name, type);
  const typeOf = new Map(events.map((event) => [event.type, event]));

  return readdirSync(join(root, 'apps'))
    .map((app) => [app, `apps/${app}/README.md`])
    .filter(([, path]) => existsSync(join(root, path)))
    .map(([app, path]) => {
      const text = readFileSync(join(root, path), 'utf8');
      const from = text.indexOf(opening);
      const to = text.indexOf(closing);
      if (from < 0 || to < 0) return [path, text];
      const says = events.filter((event) => event.topic === app || event.topic.startsWith(`${app}.`));
      const hears = [...new Set(sources(join(root, 'apps', app, 'src')).flatMap((file) => heardIn(file)))]
        .map((name) => typeOf.get(exported.get(name)))
        .filter(Boolean);
      const list = (title, of) =>
        `**${title}**\n\n${
          of
            .map((event) => `- \`${event.type}\`: ${event.tells}`)
            .sort()
            .join('\n') || '- nothing'
        }\n`;
      return [
        path,
        `${text.slice(0, from)}${opening}\n\n${list('Says', says)}\n${list('Listens to', hears)}\n${text.slice(to)}`,
      ];
    });
}

function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file));
}

const heardIn = (file) => [...readFileSync(file, 'utf8').matchAll(/@On\((\w+)/g)].map(([, name]) => name);
