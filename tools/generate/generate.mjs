/**
 * Writes everything that is derived from the code: topics, event schemas and samples, the API document, references, the lists in the
 * services' READMEs. Reads the built services, so build first. `--check` writes nothing and fails when a committed file is stale. Either
 * refuses an operation that is not described completely, and a change that breaks clients unless CHANGELOG.md names it.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import * as contracts from '@chowk/contracts';
import { roomRoutes } from '../../apps/notification/dist/rooms/domain/room-routes.js';
import { asyncApiDocument } from './asyncapi/document.mjs';
import { asyncApiFaults } from './asyncapi/faults.mjs';
import { eventsPage } from './events-page.mjs';
import { eventSchema, wireSchema } from './event-schema.mjs';
import { listeners } from './listeners.mjs';
import { brokenScreens, socketSchema, socketShapes, toldWhere } from './socket-shapes.mjs';
import { apiBreakingChanges, unnamedChanges } from './api-breaking-changes.mjs';
import { apiDocument } from './api-document.mjs';
import { apiReferencePage } from './api-reference-page.mjs';
import { breakingChanges } from './breaking-changes.mjs';
import { clientFiles } from './client-types.mjs';
import { committedVersions } from './committed.mjs';
import { configurationPage } from './configuration.mjs';
import { errorsPage, permissionsPage } from './references.mjs';
import { sampleOf } from './sample.mjs';
import { serviceReadmes } from './service-readmes.mjs';
import { fieldMeanings, fieldMeaningsModule } from './field-meanings.mjs';
import { postmanFiles } from './postman/files.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const checking = process.argv.includes('--check');
const meaningsPath = 'libs/contracts/src/reference/field-meanings.generated.ts';
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

// Comments beside shapes become part of the contracts that the services were built with: where they changed, contracts are built again
const meanings = fieldMeanings(root);
if (!checking && JSON.stringify(Object.fromEntries(contracts.shapeMeanings)) !== JSON.stringify(meanings)) {
  writeFileSync(join(root, meaningsPath), fieldMeaningsModule(meanings));
  execFileSync(join(root, 'node_modules/.bin/nx'), ['run', 'contracts:build'], { cwd: root, stdio: 'inherit' });
  execFileSync(process.execPath, process.argv.slice(1), { cwd: root, stdio: 'inherit' });
  process.exit(0);
}
files.set(meaningsPath, fieldMeaningsModule(meanings));

const api = await apiDocument(root);
if (api.faults.length) {
  console.error(`Operations that the API reference cannot describe:\n${api.faults.join('\n')}`);
  process.exit(1);
}
const apiPath = 'docs/api/openapi.json';
const baselines = [read(apiPath) ?? [], ...committedVersions(root, apiPath)].flat().map((text) => JSON.parse(text));
const broken = new Set(baselines.flatMap((baseline) => apiBreakingChanges(baseline, api.reference)));
const unnamed = unnamedChanges([...broken], read('CHANGELOG.md') ?? '');
if (unnamed.length) {
  console.error(
    `The API breaks its clients; keep what they have, or name each change in CHANGELOG.md:\n${unnamed.join('\n')}`,
  );
  process.exit(1);
}
files.set(apiPath, `${JSON.stringify(api.reference, null, 1)}\n`);
const schemas = new Map(contracts.allEvents.map((event) => [event.type, eventSchema(event)]));
for (const [path, text] of await clientFiles({ api: api.reference, schemas, told })) files.set(path, text);
files.set('docs/permissions.md', permissionsPage(contracts, api.reference));
files.set('docs/api-reference.md', apiReferencePage(api.reference));
for (const [path, text] of postmanFiles(api.reference)) files.set(path, text);

const configuration = await configurationPage(root, api.serviceNames);
faults.push(...configuration.faults);
files.set('docs/configuration.md', configuration.page);

const options = await prettier.resolveConfig(join(root, 'package.json'));
const stale = [];
for (const [path, text] of files) {
  const formatted = isLeftAsItIs(path) ? text : await prettier.format(text, { ...options, filepath: path });
  if (read(path) === formatted) continue;
  stale.push(path);
  if (checking) continue;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), formatted);
}

/** Documents that nobody reads line by line (.prettierignore): formatting them costs more than making them. */
function isLeftAsItIs(path) {
  const written = ['libs/client/src/generated/', 'postman/', apiPath, meaningsPath, 'docs/api-reference.md'];
  return written.some((start) => path.startsWith(start));
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
