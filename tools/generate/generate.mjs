/**
 * Writes everything that is derived from the contracts: topics, event schemas and samples, references, the lists in the
 * services' READMEs. `--check` writes nothing and fails when a committed file is stale.
 */
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import * as contracts from '@chowk/contracts';
import { roomRoutes } from '../../apps/notification/dist/rooms/domain/room-routes.js';
import { breakingChanges } from './breaking-changes.mjs';
import { asyncApiDocument } from './asyncapi/document.mjs';
import { asyncApiFaults } from './asyncapi/faults.mjs';
import { errorsPage, permissionsPage } from './references.mjs';
import { eventsPage } from './events-page.mjs';
import { eventSchema, wireSchema } from './event-schema.mjs';
import { listeners } from './listeners.mjs';
import { sampleOf } from './sample.mjs';
import { serviceReadmes } from './service-readmes.mjs';
import { brokenScreens, socketSchema, socketShapes, toldWhere } from './socket-shapes.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const checking = process.argv.includes('--check');
const read = (path) => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (fault) {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  }
};

const filesIn = (folder) => {
  try {
    return readdirSync(join(root, folder));
  } catch (fault) {
    if (fault.code === 'ENOENT') return [];
    throw fault;
  }
};

const files = new Map();
const faults = [];

files.set('infra/kafka/topics.json', `${JSON.stringify(contracts.topics, null, 2)}\n`);
files.set('docs/errors.md', errorsPage(contracts));
files.set('docs/permissions.md', permissionsPage(contracts));

for (const event of contracts.allEvents) {
  const path = `libs/contracts/schemas/${event.type}.json`;
  const schema = eventSchema(event);
  const before = read(path);
  if (before) faults.push(...breakingChanges(JSON.parse(before), schema).map((change) => `${event.type}: ${change}`));
  files.set(path, `${JSON.stringify(schema, null, 2)}\n`);
  const sample = `libs/contracts/samples/${event.type}.json`;
  // Golden samples are kept for ever: an existing one is never written again.
  if (!read(sample)) files.set(sample, `${JSON.stringify(sampleOf(schema), null, 2)}\n`);
}
const kept = (path) => JSON.parse(files.get(path) ?? read(path));
const eventSample = (type) => kept(`libs/contracts/samples/${type}.json`);

// What travels over sockets: the shapes, and which event is told in which rooms
const sockets = 'libs/contracts/sockets';
const socketSchemas = new Map([...socketShapes(contracts)].map(([name, shape]) => [name, socketSchema(name, shape)]));
const told = toldWhere(contracts, roomRoutes, eventSample);
const before = {
  schemas: new Map(
    filesIn(`${sockets}/schemas`).map((file) => [file.replace(/\.json$/, ''), kept(`${sockets}/schemas/${file}`)]),
  ),
  told: JSON.parse(read(`${sockets}/told.json`) ?? '{}'),
};
faults.push(...brokenScreens(before, { schemas: socketSchemas, told }));
files.set(`${sockets}/told.json`, JSON.stringify(told));
for (const [name, schema] of socketSchemas) {
  files.set(`${sockets}/schemas/${name}.json`, JSON.stringify(schema));
  const sample = `${sockets}/samples/${name}.json`;
  if (!read(sample)) files.set(sample, JSON.stringify(sampleOf(schema)));
}

const listens = listeners(root, contracts.allEvents);
const asyncApi = asyncApiDocument({
  contracts,
  told,
  listens,
  apps: readdirSync(join(root, 'apps')).sort(),
  schemaOf: eventSchema,
  sampleOf: eventSample,
  socketSample: (name) => kept(`${sockets}/samples/${name}.json`),
});
files.set('docs/api/asyncapi.json', JSON.stringify(asyncApi));
files.set('docs/events.md', eventsPage({ contracts, listens, told, socketSchemas, schemaOf: wireSchema }));
for (const [path, text] of serviceReadmes(root, contracts.allEvents)) files.set(path, text);

if (faults.length) {
  console.error(
    `Breaking changes of published events and sockets; publish a new version beside the old one:\n${faults.join('\n')}`,
  );
  process.exit(1);
}

faults.push(...(await asyncApiFaults(asyncApi)));

const options = await prettier.resolveConfig(join(root, 'package.json'));
const stale = [];
for (const [path, text] of files) {
  const formatted = await prettier.format(text, { ...options, filepath: path });
  if (read(path) === formatted) continue;
  stale.push(path);
  if (checking) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), formatted);
}

// A schema or sample whose event is gone would promise what nobody says.
const declared = new Set(contracts.allEvents.map((event) => `${event.type}.json`));
for (const file of readdirSync(join(root, 'libs/contracts/schemas')))
  if (!declared.has(file)) faults.push(`${file} has no event any more; published events are never removed`);

if (checking && stale.length) faults.push(...stale.map((path) => `${path} is stale`));
if (faults.length) {
  console.error(`${faults.join('\n')}\nRun: npm run generate`);
  process.exit(1);
}
console.log(
  checking
    ? `${files.size} generated files are fresh`
    : `${stale.length} of ${files.size} files written in ${relative(process.cwd(), root) || '.'}`,
);
