/**
 * What a client written for the document `before` could not live with in the document `after`: operations, answers and their fields that are
 * gone or of another type, fields newly required of callers, values and bounds of what they send that became narrower. Each change says where
 * (`operation` or `Schema.field`) in backticks, as the changelog has to name it. Adding is free.
 */
export function apiBreakingChanges(before, after) {
  const comparison = new Comparison(before, after);
  for (const [path, operations] of Object.entries(before.paths ?? {}))
    for (const [method, operation] of Object.entries(operations)) {
      const next = after.paths?.[path]?.[method];
      const name = operation.operationId;
      if (!next) comparison.tell(name, `${method.toUpperCase()} ${path} was removed`);
      else comparison.operation(name, operation, next);
    }
  return [...comparison.changes];
}

/** The changes that no line of the changelog names: a line names one when it has its backticked place. */
export function unnamedChanges(changes, changelog) {
  return changes.filter((change) => !changelog.includes(/`[^`]+`/.exec(change)[0]));
}

const bounds = [
  ['minimum', (was, is) => is > was],
  ['minLength', (was, is) => is > was],
  ['minItems', (was, is) => is > was],
  ['maximum', (was, is) => is < was],
  ['maxLength', (was, is) => is < was],
  ['maxItems', (was, is) => is < was],
];

class Comparison {
  changes = new Set();
  #compared = new Set();
  #before;
  #after;

  constructor(before, after) {
    this.#before = before;
    this.#after = after;
  }

  tell(place, what) {
    this.changes.add(`\`${place}\` ${what}`);
  }

  operation(name, before, after) {
    if (after.operationId !== name) this.tell(name, `has another operation id, ${after.operationId}`);
    this.#access(name, before, after);
    this.#parameters(name, before, after);
    this.#body(name, before.requestBody, after.requestBody);
    for (const [status, answer] of Object.entries(before.responses ?? {}))
      this.#answer(name, status, resolved(this.#before, answer), resolved(this.#after, after.responses?.[status]));
  }

  #access(name, before, after) {
    for (const role of before['x-roles'] ?? [])
      if (after['x-roles'] && !after['x-roles'].includes(role)) this.tell(name, `is not for ${role} any more`);
    if (!before['x-roles'] && after['x-roles']) this.tell(name, 'asks callers to be signed in now');
  }

  #parameters(name, before, after) {
    const read = (document, { parameters = [] }) =>
      new Map(parameters.map((one) => resolved(document, one)).map((one) => [`${one.in} ${one.name}`, one]));
    const [was, is] = [read(this.#before, before), read(this.#after, after)];
    for (const [key, parameter] of was) {
      const next = is.get(key);
      if (!next) this.tell(`${name}.${parameter.name}`, 'is not read any more');
      else this.#schema(`${name}.${parameter.name}`, 'sent', parameter.schema, next.schema);
    }
    for (const [key, { name: field, required }] of is)
      if (required && !was.get(key)?.required) this.tell(`${name}.${field}`, 'is newly required');
  }

  #body(name, before, after) {
    if (!before && after?.required) this.tell(name, 'newly requires a body');
    if (before && !before.required && after?.required) this.tell(name, 'newly requires a body');
    for (const [type, content] of Object.entries(before?.content ?? {})) {
      const next = after?.content?.[type];
      if (!next) this.tell(name, `does not take ${type} any more`);
      else this.#schema(`${name} body`, 'sent', content.schema, next.schema);
    }
  }

  #answer(name, status, before, after) {
    const isGood = status.startsWith('2');
    if (!after) {
      if (isGood) this.tell(name, `does not answer ${status} any more`);
      return;
    }
    for (const header of Object.keys(before.headers ?? {}))
      if (!after.headers?.[header]) this.tell(name, `answers ${status} without the header ${header}`);
    for (const [type, content] of Object.entries(before.content ?? {})) {
      const next = after.content?.[type];
      if (!next) this.tell(name, `does not answer ${type} any more`);
      else if (isGood && content.schema)
        this.#schema(`${name} ${status}`, 'answered', content.schema, next.schema ?? {});
    }
  }

  /** `sent`: what callers may send must stay possible; `answered`: what they read must stay certain. */
  #schema(place, direction, before, after) {
    const [was, is] = [resolved(this.#before, before), resolved(this.#after, after)];
    const name = nameOf(before.$ref);
    const at = name ?? place;
    const key = JSON.stringify([direction, name ?? place, nameOf(after.$ref)]);
    if (name) {
      if (this.#compared.has(key)) return;
      this.#compared.add(key);
    }
    if (JSON.stringify(was) !== JSON.stringify(is) || JSON.stringify(was).includes('"$ref"'))
      this.#resolvedSchema(at, direction, was, is);
  }

  #resolvedSchema(at, direction, was, is) {
    const isSent = direction === 'sent';
    this.#types(at, isSent, was, is);
    this.#values(at, isSent, was, is);
    if (isSent) this.#bounds(at, was, is);
    this.#fields(at, direction, was, is);
    if (was.items && is.items) this.#schema(`${at}[]`, direction, was.items, is.items);
    if (isObject(was.additionalProperties) && isObject(is.additionalProperties))
      this.#schema(`${at}{}`, direction, was.additionalProperties, is.additionalProperties);
    for (const kind of ['anyOf', 'oneOf']) this.#alternatives(at, direction, kind, was[kind], is[kind]);
  }

  #types(at, isSent, was, is) {
    const [before, after] = [typesOf(this.#before, was), typesOf(this.#after, is)];
    // Without a type everything is allowed
    if (!before && !after) return;
    const lost = before ? [...before].filter((type) => !allows(after, type)) : after && isSent ? ['anything'] : [];
    const gained = after ? [...after].filter((type) => !allows(before, type)) : !isSent && before ? ['anything'] : [];
    if (isSent && lost.length) this.tell(at, `cannot be ${lost.join(' or ')} any more`);
    if (!isSent && gained.length) this.tell(at, `may be ${gained.join(' or ')} now`);
    if (was.format !== is.format && (isSent ? is.format : was.format))
      this.tell(at, `changed its format from ${was.format ?? 'any'} to ${is.format ?? 'any'}`);
    if (isSent && is.pattern && was.pattern !== is.pattern) this.tell(at, 'changed its pattern');
  }

  #values(at, isSent, was, is) {
    const [before, after] = [valuesOf(was), valuesOf(is)];
    if (!isSent) {
      if (before && !after) this.tell(at, 'may be any value now');
      return;
    }
    if (after && !before) this.tell(at, `is narrowed to ${after.join(', ')}`);
    const lost = (before ?? []).filter((value) => after && !after.includes(value));
    if (lost.length) this.tell(at, `cannot be ${lost.join(', ')} any more`);
  }

  #bounds(at, was, is) {
    for (const [bound, isTighter] of bounds) {
      if (is[bound] === undefined) continue;
      const neutral = bound.startsWith('min') && bound !== 'minimum' ? 0 : undefined;
      const before = was[bound] ?? neutral;
      if (before === undefined || isTighter(before, is[bound])) this.tell(at, `has a tighter ${bound}, ${is[bound]}`);
    }
  }

  #fields(at, direction, was, is) {
    const isSent = direction === 'sent';
    if (isSent && was.additionalProperties !== false && is.additionalProperties === false && was.properties)
      this.tell(at, 'refuses unknown fields now');
    const required = new Set(was.required ?? []);
    const stillRequired = new Set(is.required ?? []);
    for (const [field, schema] of Object.entries(was.properties ?? {})) {
      const next = is.properties?.[field];
      if (!next) this.tell(`${at}.${field}`, 'was removed');
      else this.#schema(`${at}.${field}`, direction, schema, next);
      if (next && !isSent && required.has(field) && !stillRequired.has(field))
        this.tell(`${at}.${field}`, 'is no longer certain');
    }
    if (isSent)
      for (const field of stillRequired) if (!required.has(field)) this.tell(`${at}.${field}`, 'is newly required');
  }

  #alternatives(at, direction, kind, was, is) {
    if (!was || !is) return;
    const isSent = direction === 'sent';
    if (isSent ? is.length < was.length : is.length > was.length)
      return this.tell(at, isSent ? 'has fewer alternatives' : 'has more alternatives');
    was.forEach((schema, index) => {
      if (is[index]) this.#schema(`${at}|${index}`, direction, schema, is[index]);
    });
  }
}

function resolved(document, node) {
  if (!node?.$ref) return node ?? undefined;
  const target = node.$ref
    .slice(2)
    .split('/')
    .reduce((place, step) => place?.[step], document);
  if (!target) throw new Error(`The document has no ${node.$ref}`);
  return target;
}

function nameOf(ref) {
  return ref?.split('/').at(-1);
}

/** Whether one of these types is meant, an integer being a number; without types everything is. */
function allows(types, type) {
  return !types || types.has(type) || (type === 'integer' && types.has('number'));
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}

function valuesOf({ enum: values, const: only }) {
  return values ?? (only === undefined ? undefined : [only]);
}

/** The JSON types a schema allows, through its alternatives; undefined when it allows all. */
function typesOf(document, schema) {
  const { type, anyOf, oneOf, enum: values, const: only } = schema;
  if (type) return new Set([type].flat());
  if (only !== undefined) return new Set([only === null ? 'null' : typeof only]);
  if (values) return new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  const alternatives = anyOf ?? oneOf;
  if (!alternatives) return undefined;
  const each = alternatives.map((one) => typesOf(document, resolved(document, one)));
  return each.includes(undefined) ? undefined : new Set(each.flatMap((types) => [...types]));
}
