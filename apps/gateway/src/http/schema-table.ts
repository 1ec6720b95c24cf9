import type { Schema } from './events-document.js';
import { escaped } from './page-parts.js';

export type Schemas = Readonly<Record<string, Schema>>;

/** The fields of an object as rows; objects within it are rows of their own, named by their path. */
export function schemaTable(schema: Schema, schemas: Schemas): string {
  const rows = fieldsOf(schema, schemas).map(
    ({ path, type, isCertain }) =>
      `<tr><td><code>${escaped(path)}</code></td><td>${escaped(type)}</td><td class="soft narrow">${isCertain ? '' : 'may be absent'}</td></tr>`,
  );
  return rows.length === 0 ? '' : `<table>${rows.join('')}</table>`;
}

interface Field {
  readonly path: string;
  readonly type: string;
  readonly isCertain: boolean;
}

function fieldsOf(schema: Schema, schemas: Schemas, before = ''): readonly Field[] {
  const { properties, required = [] } = objectOf(schema, schemas);
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${before}${name}`;
    const inner = insideOf(field, schemas);
    const own: Field = { path, type: typeOf(field, schemas), isCertain: required.includes(name) };
    return inner ? [own, ...fieldsOf(inner.schema, schemas, `${path}${inner.mark}.`)] : [own];
  });
}

/** What an `allOf` says together; a later part says more exactly what an earlier one said. */
function objectOf(schema: Schema, schemas: Schemas): { properties: Record<string, Schema>; required: string[] } {
  const parts = [
    followed(schema, schemas),
    ...(followed(schema, schemas).allOf ?? []).map((part) => followed(part, schemas)),
  ];
  return {
    properties: Object.assign({}, ...parts.map(({ properties = {} }) => properties)) as Record<string, Schema>,
    required: parts.flatMap(({ required = [] }) => required),
  };
}

function insideOf(schema: Schema, schemas: Schemas): { schema: Schema; mark: string } | undefined {
  const here = withoutNull(followed(schema, schemas));
  if (here.properties) return { schema: here, mark: '' };
  const items = here.items && followed(here.items, schemas);
  return items?.properties ? { schema: items, mark: '[]' } : undefined;
}

function typeOf(schema: Schema, schemas: Schemas): string {
  const here = followed(schema, schemas);
  if (here.const !== undefined) return JSON.stringify(here.const);
  if (here.enum) return here.enum.join(' | ');
  if (here.anyOf) return here.anyOf.map((one) => typeOf(one, schemas)).join(' | ');
  if (here.items) return `list of ${typeOf(here.items, schemas)}`;
  if (typeof here.additionalProperties === 'object' && Object.keys(here.additionalProperties).length > 0)
    return `${typeOf(here.additionalProperties, schemas)} by name`;
  if (here.format) return here.format;
  return [here.type ?? 'anything'].flat().join(' | ');
}

function withoutNull(schema: Schema): Schema {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  return others?.length === 1 && others[0] ? others[0] : schema;
}

function followed(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (schemas[name] ?? schema);
}
