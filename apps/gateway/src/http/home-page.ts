import type { OwnPages } from './own-pages.js';
import { escaped, pageOf } from './page-parts.js';

interface Link {
  readonly name: string;
  readonly path: string;
  readonly title: string;
  readonly says: string;
}

const links: readonly Link[] = [
  { name: 'docs', path: '/docs', title: 'API reference', says: 'Every call, with who may make it; try it here.' },
  {
    name: 'openapi',
    path: '/docs/openapi.json',
    title: 'OpenAPI 3.1',
    says: 'The same as a document, for tools that generate clients.',
  },
  {
    name: 'events',
    path: '/docs/asyncapi.html',
    title: 'Events',
    says: 'What screens are told over sockets, and what services tell each other.',
  },
  { name: 'asyncapi', path: '/docs/asyncapi.json', title: 'AsyncAPI 3', says: 'The same as a document.' },
  {
    name: 'postman',
    path: '/docs/postman.json',
    title: 'Postman collection',
    says: 'Every call and whole evenings, ready to be sent.',
  },
  { name: 'health', path: '/health', title: 'Health', says: 'Each service and what it stands on.' },
];

/** Where one can go on this gateway. */
export function linksOf(pages: OwnPages): readonly Link[] {
  return links.filter(({ path }) => pages.has(path));
}

/** The page of `/`. */
export function homePage(shown: readonly Link[]): string {
  const rows = shown.map(
    ({ path, title, says }) => `<dt><a href="${path}">${escaped(title)}</a></dt><dd>${escaped(says)}</dd>`,
  );
  return pageOf({
    title: 'Chowk',
    main: `<main class="page"><h1>Chowk</h1><p class="soft">One backend behind many counters: menus, orders, payments and kitchens of many businesses.</p>
<dl class="links">${rows.join('\n')}</dl>
<p>The API begins at <code>/api/v1</code>, sockets are at <code>/socket.io</code>.</p></main>`,
  });
}
