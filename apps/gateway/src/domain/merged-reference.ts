import { z } from 'zod';
import type { RouteBook } from './route-book.js';

const operation = z.looseObject({ summary: z.string().optional(), 'x-roles': z.array(z.string()).optional() });
const parts = z.record(z.string(), z.unknown());

/** What the gateway reads of a service's OpenAPI document. */
export const serviceReference = z.object({
  tags: z.array(z.looseObject({ name: z.string() })).default([]),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.record(z.string(), parts).default({}),
});
export type ServiceReference = z.output<typeof serviceReference>;
export type Operation = z.output<typeof operation>;

export interface ApiReference {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly Readonly<Record<string, unknown>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const description =
  'Everything that can be called from outside. Answers are in an envelope: `data` when all goes well, `error` with a stable code when it ' +
  'does not; docs/errors.md lists codes and remedies. Money is an integer count of paise. New fields may appear in answers at any time: ' +
  'read those you know.';

/**
 * The documents of all services as one: what `routes` lets through, and nothing else. `clashes` names what two services describe under one
 * name and differently; the first description stands.
 */
export function mergedReference(
  documents: readonly ServiceReference[],
  routes: RouteBook,
): { readonly reference: ApiReference; readonly clashes: readonly string[] } {
  const clashes: string[] = [];
  const paths: Record<string, Record<string, Operation>> = {};
  const components: Record<string, Record<string, unknown>> = {};
  for (const document of documents) {
    for (const [path, operations] of Object.entries(document.paths))
      for (const [method, described] of Object.entries(operations)) {
        const { route } = routes.find(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
        if (route) paths[path] = { ...paths[path], [method]: described };
      }
    for (const [kind, named] of Object.entries(document.components)) {
      const known = (components[kind] ??= {});
      for (const [name, part] of Object.entries(named)) {
        if (name in known && !isSame(known[name], part)) clashes.push(`${kind}/${name}`);
        known[name] ??= part;
      }
    }
  }
  return {
    clashes,
    reference: {
      openapi: '3.1.0',
      info: { title: 'Chowk', version: '1', description },
      servers: [{ url: '/' }],
      tags: documents.flatMap(({ tags }) => tags),
      paths: sorted(paths),
      components: sorted(Object.fromEntries(Object.entries(components).map(([kind, named]) => [kind, sorted(named)]))),
    },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sorted<Value>(entries: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).sort(([one], [other]) => (one < other ? -1 : 1)));
}
