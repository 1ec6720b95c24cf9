import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { roomRoutes } from '../../apps/notification/src/rooms/domain/room-routes.ts';
import { clientFiles, toldIn } from './client-types.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const json = (path) => JSON.parse(read(path));
const api = json('docs/api/openapi.json');
const folder = 'libs/contracts/schemas';
const schemas = new Map(
  readdirSync(new URL(folder, root)).map((file) => [file.replace(/\.json$/, ''), json(`${folder}/${file}`)]),
);
const told = toldIn(roomRoutes, (type) => json(`libs/contracts/samples/${type}.json`));

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

  it('name for each namespace what its rooms are told, and nothing else', () => {
    expect(told['/kitchen']).toEqual(
      expect.arrayContaining(['ticket.queued.v1', 'ticket.collected.v1', 'ticket.voided.v1']),
    );
    expect(told['/kitchen'].every((type) => type.startsWith('ticket.'))).toBe(true);
    expect(told['/orders']).toContain('payment.captured.v1');
    expect(told['/orders']).not.toContain('drawer.opened.v1');
    expect(told['/managers']).toContain('drawer.opened.v1');
  });
});
