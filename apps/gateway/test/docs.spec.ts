import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalIn } from './front-of-house.js';
import { loneGateway } from './lone-gateway.js';

type Lone = Awaited<ReturnType<typeof loneGateway>>;

let shown: Lone;
let hidden: Lone;
beforeAll(async () => {
  [shown, hidden] = await Promise.all([loneGateway(), loneGateway({ DOCS: 'off' })]);
  shown.service.behaviour = (_request, response) =>
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        paths: { '/api/v1/menu': { get: { summary: 'The <menu>', 'x-roles': ['TABLE_HOST'] } } },
        components: {},
      }),
    );
});
afterAll(() => Promise.all([shown.close(), hidden.close()]));

const call = (path: string, headers: Record<string, string> = {}) => fetch(`${shown.gateway.url}${path}`, { headers });
const asText = async (path: string) => (await call(path)).text();
/** Every address that a page names. */
const namedIn = (html: string) =>
  [...html.matchAll(/(?:href|src)="([^"#]*)"/g)].map(([, path = '']) => path).filter(Boolean);

describe('The door of the documents, `/`', () => {
  it('shows browsers a page with links that lead somewhere', async () => {
    const answer = await call('/', { accept: 'text/html,*/*' });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('vary')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'Origin, Accept',
    ]);
    const paths = namedIn(await answer.text());
    expect(paths).toEqual(
      expect.arrayContaining(['/docs', '/docs/openapi.json', '/docs/asyncapi.html', '/docs/asyncapi.json']),
    );
    for (const path of paths) expect([path, (await call(path)).status]).toEqual([path, path === '/health' ? 503 : 200]);
  });

  it('tells everybody else the same links', async () => {
    const answer = await call('/', { accept: 'application/json' });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toMatchObject({
      name: 'Chowk',
      links: { docs: '/docs', events: '/docs/asyncapi.html', asyncapi: '/docs/asyncapi.json', health: '/health' },
    });
  });
});

describe('A page of the documents', () => {
  it.each(['/', '/docs', '/docs/asyncapi.html'])('%s uses our own files alone, and may do no more', async (path) => {
    const answer = await call(path, { accept: 'text/html' });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self';");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline|\*/);
    const html = await answer.text();
    expect(namedIn(html).filter((address) => !address.startsWith('/'))).toEqual([]);
    expect(html).not.toMatch(/<script(?![^>]* src=)|\son\w+="|javascript:/);
    for (const address of namedIn(html).filter((name) => name !== '/health'))
      expect([address, (await call(address)).status]).toEqual([address, 200]);
  });

  it('of the API has a viewer, and a table for who runs no scripts', async () => {
    const html = await asText('/docs');
    expect(html).toContain('<script src="/docs/swagger-ui-bundle.js" defer></script>');
    expect(html).toMatch(
      /<noscript>.*<td>GET<\/td><td>\/api\/v1\/menu<\/td><td>The &#60;menu&#62;<\/td><td>table host<\/td>/s,
    );
  });

  it('of the events shows every topic, namespace and event of the document', async () => {
    const document = JSON.parse(await asText('/docs/asyncapi.json')) as {
      channels: Record<string, { address: string; messages: Record<string, unknown> }>;
    };
    const html = await asText('/docs/asyncapi.html');
    for (const [name, { address, messages }] of Object.entries(document.channels)) {
      expect(html).toContain(`<h2 id="${name}">`);
      expect(html).toContain(`<a href="#${name}">${address}</a>`);
      for (const type of Object.keys(messages).filter((key) => /^[a-z-]+\.[a-z-]+\.v\d+$/.test(key)))
        expect(html).toContain(`<code>${type}</code>`);
    }
    expect(html).toContain('<code>resume</code>');
    expect(html).toContain('<code>AUTH_SESSION_REVOKED</code>');
    expect(html).toContain('<td><code>rooms</code></td><td>integer by name</td>');
  });
});

describe('A file of the documents', () => {
  it('is the one that is committed', async () => {
    const committed = await readFile(new URL('../../../docs/api/asyncapi.json', import.meta.url), 'utf8');
    const answer = await call('/docs/asyncapi.json');
    expect([answer.headers.get('content-type'), await answer.text()]).toEqual([
      'application/json; charset=utf-8',
      committed,
    ]);
  });

  it('is sent packed to whoever takes that, and not again to whoever has it', async () => {
    const [packed, plain] = await Promise.all([
      call('/docs/swagger-ui-bundle.js', { 'accept-encoding': 'gzip' }),
      call('/docs/swagger-ui-bundle.js', { 'accept-encoding': 'gzip;q=0' }),
    ]);
    expect([packed, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')) / 2);
    expect(packed.headers.get('vary')).toContain('Accept-Encoding');
    expect(await packed.text()).toBe(await plain.text());
    const etag = packed.headers.get('etag') ?? '';
    const again = await call('/docs/swagger-ui-bundle.js', { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('can be asked for its head, and not be written', async () => {
    const url = `${shown.gateway.url}/docs/page.css`;
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, Number(head.headers.get('content-length')) > 0, await head.text()]).toEqual([200, true, '']);
    expect(await refusalIn(await fetch(url, { method: 'POST' }))).toEqual([405, 'METHOD_NOT_ALLOWED']);
  });

  it('that we do not have is nowhere', async () => {
    for (const path of ['/docs/package.json', '/docs/swagger-ui.js', '/docs/page.css/x', '/docs/%2e%2e/package.json'])
      expect([path, (await call(path)).status]).toEqual([path, 404]);
  });
});

describe('Documents that are switched off (DOCS=off)', () => {
  const there = (path: string, accept = 'text/html') => fetch(`${hidden.gateway.url}${path}`, { headers: { accept } });

  it('are not there', async () => {
    for (const path of ['/docs', '/docs/openapi.json', '/docs/asyncapi.json', '/docs/asyncapi.html', '/docs/page.css'])
      expect([path, ...(await refusalIn(await there(path)))]).toEqual([path, 404, 'NOT_FOUND']);
  });

  it('are not linked to either', async () => {
    const answer = await there('/');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(await answer.json()).toMatchObject({ links: { health: '/health' } });
    expect(await (await there('/')).text()).not.toContain('docs');
  });
});
