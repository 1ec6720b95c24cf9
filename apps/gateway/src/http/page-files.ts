import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { asyncApi } from './events-document.js';
import { eventsPage } from './events-page.js';
import { KeptFile } from './kept-file.js';

/** Where the own files lie, seen from here and alike from what is built of it. */
const own = new URL('../../pages/', import.meta.url);
const root = new URL('../../../../', import.meta.url);
const asyncApiFile = new URL('docs/api/asyncapi.json', root);
const collectionFile = new URL('postman/chowk.postman_collection.json', root);
const { resolve } = createRequire(import.meta.url);

const types = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
};

const file = (type: string, place: URL | string) => new KeptFile(type, () => readFile(place));

/** The files of the pages, by their path: all of them our own, so that a page needs no address but the gateway's. */
export const pageFiles: ReadonlyMap<string, KeptFile> = new Map([
  ['/docs/page.css', file(types.css, new URL('page.css', own))],
  ['/docs/icon.svg', file(types.svg, new URL('icon.svg', own))],
  ['/docs/start-viewer.js', file(types.js, new URL('start-viewer.js', own))],
  ['/docs/swagger-ui.css', file(types.css, resolve('swagger-ui-dist/swagger-ui.css'))],
  ['/docs/swagger-ui-bundle.js', file(types.js, resolve('swagger-ui-dist/swagger-ui-bundle.js'))],
  ['/docs/asyncapi.json', file(types.json, asyncApiFile)],
  ['/docs/asyncapi.html', new KeptFile(types.html, readEventsPage)],
  // An installation may leave the collection out
  ...(existsSync(collectionFile) ? [['/docs/postman.json', file(types.json, collectionFile)] as const] : []),
]);

async function readEventsPage(): Promise<Buffer> {
  const document: unknown = JSON.parse(await readFile(asyncApiFile, 'utf8'));
  return Buffer.from(eventsPage(asyncApi.parse(document)));
}
