import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postmanFiles } from './files.mjs';
import { Requests } from './requests.mjs';
import { patiently, waitUntil } from './scripts.mjs';

const require = createRequire(import.meta.url);
const { Collection } = require('postman-collection');
const run = promisify(require('newman').run);
const root = new URL('../../../', import.meta.url);
const document = JSON.parse(readFileSync(new URL('docs/api/openapi.json', root), 'utf8'));
const files = postmanFiles(document);
const collection = JSON.parse(files.get('postman/chowk.postman_collection.json'));
const requestsIn = (node) => (node.item ? node.item.flatMap(requestsIn) : [node]);
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

describe('The Postman collection', () => {
  it('is committed as it is generated, and so are its environments', () => {
    for (const [path, text] of files)
      expect([path, readFileSync(new URL(path, root), 'utf8') === text]).toEqual([path, true]);
  });

  it('has more than a hundred requests, which Postman reads, each with tests of its own', () => {
    const all = requestsIn(collection);
    expect(all.length).toBeGreaterThan(100);
    let read = 0;
    new Collection(collection).forEachItem((item) => {
      expect(item.events.filter(({ listen }) => listen === 'test', null).length, item.name).toBe(1);
      read += 1;
    });
    expect(read).toBe(all.length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('has every operation in the folder of its service, with what it grants unless that is said to be left out', () => {
    const folders = collection.item.find(({ name }) => name === 'Services').item.flatMap(({ item }) => item);
    expect(folders.length).toBe(operations.length);
    const without = folders.filter((folder) => !requestsIn(folder).some(({ name }) => !/^[45]\d\d /.test(name)));
    expect(without.map(({ name }) => name)).toEqual(['POST /staff/{id}/suspend', 'GET /notifications/stream']);
  });

  it('keeps no secret: a password or token is empty everywhere but for the people of the demo', () => {
    for (const [path, text] of files) {
      if (!path.includes('environment')) continue;
      const { values } = JSON.parse(text);
      const secrets = values.filter(({ key, value }) => /token|password|pin$|secret/.test(key) && value !== '');
      const known = path.includes('local') ? ['staff_password', 'staff_pin'] : [];
      expect([path, secrets.map(({ key }) => key)]).toEqual([path, known]);
    }
  });
});

describe('A request of the collection', () => {
  const asked = [];
  let server;
  let base;
  let outlets = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['idempotency-key'] ?? ''}`);
      const isEarly = asked.length < 3;
      const answer = (status, body) =>
        response
          .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'r' })
          .end(JSON.stringify({ requestId: 'r', timestamp: '2026-11-20T12:30:00.000Z', ...body }));
      if (request.method === 'GET') return answer(200, { success: true, ...outlets(isEarly) });
      return isEarly
        ? answer(503, { success: false, error: { code: 'NOT_YET_AVAILABLE', message: 'Wait' } })
        : answer(201, { success: true, data: {} });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${server.address().port}`;
  });
  afterAll(() => server.close());

  async function send(step) {
    asked.length = 0;
    const request = new Requests(document).request(step);
    const summary = await run({
      collection: { ...collection, item: [request] },
      envVar: [{ key: 'base_url', value: base }],
      reporters: [],
    });
    return summary.run.failures.map(({ error }) => error.test ?? error.message);
  }
  const empty = { data: [], meta: { nextCursor: null, limit: 20 } };

  it('is red when the answer has a field that the reference does not know', async () => {
    outlets = () => empty;
    expect(await send({ call: 'listOutlets' })).toEqual([]);
    outlets = () => ({ ...empty, meta: { ...empty.meta, surprise: true } });
    expect(await send({ call: 'listOutlets' })).toEqual(['is valid to the last field']);
  });

  it('is red when the status or the code is another one', async () => {
    outlets = () => empty;
    expect(await send({ call: 'getOrder', at: { order: 'x' }, says: '404 NOT_FOUND' })).toEqual([
      'answers 404',
      'says NOT_FOUND',
    ]);
  });

  it('waits for what it needs before it goes out', async () => {
    outlets = (isEarly) => ({ ...empty, data: { status: isEarly ? 'PLACED' : 'READY' } });
    const before = waitUntil({
      reason: 'ready',
      as: 'customer',
      path: '/orders/1',
      says: "data.status === 'READY'",
      keep: { kept: 'data.status' },
    });
    await send({ method: 'GET', url: '{{base_url}}/{{kept}}', before });
    expect(asked.map((line) => line.trim())).toEqual([...Array(3).fill('GET /api/v1/orders/1'), 'GET /READY']);
  });

  it('that comes too early is repeated with its key, and goes out with the same', async () => {
    const before = patiently({ as: 'customer', path: '/orders', body: {} });
    await send({ call: 'placeOrder', body: {}, before, isPatient: true, says: [201, 202] });
    const keys = new Set(asked.map((line) => line.split(' ')[2]));
    expect([asked.length, keys.size]).toEqual([4, 1]);
  });

  it('cannot be written for an answer that the operation is not described to give', () => {
    const requests = new Requests(document);
    expect(() => requests.request({ call: 'listOutlets', says: 418 })).toThrow(
      'listOutlets is not described to answer 418',
    );
    expect(() => requests.request({ call: 'listOutlets', says: '409 OUT_OF_STOCK' })).toThrow('409 OUT_OF_STOCK');
    expect(() => requests.request({ call: 'noSuchThing' })).toThrow('The API reference has no operation noSuchThing');
  });
});
