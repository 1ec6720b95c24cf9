import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { BrowserContext, Page } from '@chowk/testing/browser';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The sample as the README of the client shows it, without its types. */
function sampleOfReadme(name: string): string {
  const [, after = ''] = read('libs/client/README.md').split(`<!-- samples/${name}.ts -->`);
  return stripTypeScriptTypes(/^\s*```ts\n([\s\S]*?)\n```/.exec(after)?.[1] ?? '');
}

/** The package and what it depends on, as a browser loads them without a bundler. */
const imports = {
  '@chowk/client': '/client/index.js',
  'openapi-fetch': '/openapi-fetch.js',
  'socket.io-client': '/socket.io-client.js',
};
const page = `<!doctype html><title>A frontend</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
  import * as client from '@chowk/client';
  import { wholeOrder } from './whole-order.js';
  globalThis.trial = { ...client, wholeOrder };
</script>`;

const scripts: Readonly<Record<string, () => string>> = {
  '/openapi-fetch.js': () => read('node_modules/openapi-fetch/dist/index.mjs'),
  '/socket.io-client.js': () => read('node_modules/socket.io-client/dist/socket.io.esm.min.js'),
  '/whole-order.js': () => sampleOfReadme('whole-order'),
  '/simulators.js': () => stripTypeScriptTypes(read('libs/client/samples/simulators.ts')),
};

/** A frontend's own server, another origin than the gateway: its pages have the built client as `globalThis.trial`. */
export class ClientFrontend {
  private constructor(private readonly server: Server) {
    server.on('request', ({ url = '/' }, response) => {
      const script = /^\/client\/[\w/-]+\.js$/.test(url)
        ? () => read(`libs${url.replace('client/', 'client/dist/')}`)
        : scripts[url];
      const type = script ? 'text/javascript' : 'text/html; charset=utf-8';
      const found = script !== undefined || url === '/';
      response.writeHead(found ? 200 : 404, { 'content-type': type }).end(script ? script() : page);
    });
  }

  static async open(): Promise<ClientFrontend> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ClientFrontend(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The same pages under a name that is another origin to browsers. */
  get otherOrigin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** A tab with the client loaded. Tabs of one context are one person's. */
  async tab(context: BrowserContext, origin = this.origin): Promise<Page> {
    const tab = await context.newPage();
    await tab.goto(origin);
    await tab.waitForFunction('globalThis.trial !== undefined');
    return tab;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get #port(): number {
    return (this.server.address() as AddressInfo).port;
  }
}
