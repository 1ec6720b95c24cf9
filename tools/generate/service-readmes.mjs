import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listeners } from './listeners.mjs';

const opening = '<!-- generated:events -->';
const closing = '<!-- /generated:events -->';

/** The READMEs of the services with their lists of what they say and listen to, read off the code. */
export function serviceReadmes(root, events) {
  const listens = listeners(root, events);

  return readdirSync(join(root, 'apps'))
    .map((app) => [app, `apps/${app}/README.md`])
    .filter(([, path]) => existsSync(join(root, path)))
    .map(([app, path]) => {
      const text = readFileSync(join(root, path), 'utf8');
      const from = text.indexOf(opening);
      const to = text.indexOf(closing);
      if (from < 0 || to < 0) return [path, text];
      const says = events.filter((event) => event.topic === app || event.topic.startsWith(`${app}.`));
      const hears = listens.ofApp(app);
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
