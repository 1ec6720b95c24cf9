import type { ApiReference, Operation } from '../domain/merged-reference.js';
import { escaped, pageOf } from './page-parts.js';

/** The reference in a viewer that can also call; without scripts as a table: every call, what it does and who may make it. */
export function referencePage({ info, paths }: ApiReference): string {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => rowOf(method, path, operation)),
  );
  return pageOf({
    title: `${info.title} API`,
    bodyClass: 'viewer',
    styles: ['/docs/swagger-ui.css'],
    scripts: ['/docs/swagger-ui-bundle.js', '/docs/start-viewer.js'],
    main: `<div id="viewer"></div>
<noscript><main class="page"><h1>${escaped(info.title)} API</h1><p>${escaped(info.description)} As a document: <a href="/docs/openapi.json">OpenAPI 3.1</a>.</p>
<table class="calls">${rows.join('\n')}</table></main></noscript>`,
  });
}

function rowOf(method: string, path: string, { summary = '', 'x-roles': roles }: Operation): string {
  const who = roles ? roles.join(', ') : 'everybody';
  const cells = [method.toUpperCase(), path, summary, who.toLowerCase().replaceAll('_', ' ')];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
}
