import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clientFiles } from './client-types.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const json = (path) => JSON.parse(read(path));
const api = json('docs/api/openapi.json');
const folder = 'libs/contracts/schemas';
const schemas = new Map(
  readdirSync(new URL(folder, root)).map((file) => [file.replace(/\.json$/, ''), json(`${folder}/${file}`)]),
);
const told = json('libs/contracts/sockets/told.json');

describe('the types of the client library', () => {
  it('are those of the committed API reference, event schemas and rooms', async () => {
    for (const [path, text] of await clientFiles({ api, schemas, told })) expect(read(path) === text, path).toBe(true);
  });

  it('change with one field of a shape', async () => {
    const changed = structuredClone(api);
    changed.components.schemas.OrderView.properties.orderNumber = { type: 'integer' };
    const text = (await clientFiles({ api: changed, schemas, told })).get('libs/client/src/generated/api.ts');
    expect(text).not.toBe(read('libs/client/src/generated/api.ts'));
  });
});
