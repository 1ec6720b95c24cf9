import type { ApiReference, Operation } from '../domain/merged-reference.js';

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;width:100%}td{padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
td:first-child{font:600 12px/2 monospace}td:nth-child(2){font-family:monospace}td:last-child{color:#666;font-size:13px}`;

/** The reference as a page without scripts: every call, what it does and who may make it. */
export function referencePage({ info, paths }: ApiReference): string {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => rowOf(method, path, operation)),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(info.title)} API</title><style>${style}</style></head>
<body><h1>${escaped(info.title)} API</h1><p>${escaped(info.description)} As a document: <a href="/docs/openapi.json">OpenAPI 3.1</a>.</p>
<table>${rows.join('\n')}</table></body></html>`;
}

function rowOf(method: string, path: string, { summary = '', 'x-roles': roles }: Operation): string {
  const who = roles ? roles.join(', ') : 'everybody';
  const cells = [method.toUpperCase(), path, summary, who.toLowerCase().replaceAll('_', ' ')];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
