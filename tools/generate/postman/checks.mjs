/** Words of a schema that say nothing about what validates. */
const idle = new Set(['description', 'title', 'example', 'examples', 'default', 'deprecated']);

/** The script that follows every request: an answer of the API names its request, and a refusal has the envelope of refusals, nothing else. */
export const checksScript = [
  `if (pm.request.url.toString().startsWith(pm.variables.get('base_url') + '/')) {`,
  `  pm.test('names its request', () => pm.expect(pm.response.headers.get('x-request-id')).to.be.a('string'));`,
  `  if (pm.response.code >= 400)`,
  `    pm.test('is a refusal in its envelope', () => {`,
  `      const { success, error, requestId, timestamp, ...more } = pm.response.json();`,
  `      const { code, message, details, ...other } = error;`,
  `      pm.expect({ success, more, other }).to.eql({ success: false, more: {}, other: {} });`,
  `      for (const text of [code, message, requestId, timestamp]) pm.expect(text).to.be.a('string');`,
  `    });`,
  `}`,
];

/**
 * Tests of what an operation grants: the answer is of a type that its description names and valid to the last field. Throws for a status that
 * is not described.
 */
export function schemaTests(document, operation, statuses) {
  const granted = statuses.map((status) => [status, contentOf(document, operation, status)]);
  const types = [...new Set(granted.flatMap(([, content]) => Object.keys(content)))];
  if (!types.length) return [];
  const schemas = Object.fromEntries(
    granted.flatMap(([status, content]) =>
      Object.entries(content)
        .filter(([type]) => type.includes('json'))
        .map(([, { schema = {} }]) => [status, alone(document, short(schema))]),
    ),
  );
  // Statuses that are answered alike have one schema
  const texts = Object.entries(schemas).map(([status, schema]) => [status, JSON.stringify(schema)]);
  const isOne = new Set(texts.map(([, text]) => text)).size === 1;
  return [
    `const type = (pm.response.headers.get('content-type') || '').split(';')[0];`,
    `if (pm.response.code !== 304) pm.test('is of a type that the reference knows', () => pm.expect(type).to.be.oneOf(${JSON.stringify(types)}));`,
    ...(texts.length
      ? [
          `const schema = ${isOne ? texts[0][1] : `{ ${texts.map(([status, text]) => `${status}: ${text}`).join(', ')} }[pm.response.code]`};`,
          `if (schema && /json/.test(type) && pm.response.code < 300)`,
          `  pm.test('is valid to the last field', () => {`,
          `    const ajv = new (require('ajv'))({ allErrors: true, unknownFormats: 'ignore', logger: false });`,
          `    pm.expect(ajv.validate(schema, pm.response.json()), ajv.errorsText()).to.equal(true);`,
          `  });`,
        ]
      : []),
  ];
}

/** Whether an operation is described to refuse with that status and code. */
export function isRefusal(document, operation, status, code) {
  const response = operation.responses[status];
  const { examples = {}, example } = response ? (resolved(document, response).content?.['application/json'] ?? {}) : {};
  return code in examples || example?.error?.code === code;
}

function contentOf(document, operation, status) {
  const response = operation.responses[status];
  if (!response) throw new Error(`${operation.operationId} is not described to answer ${status}`);
  return resolved(document, response).content ?? {};
}

/** A schema with all that it refers to. */
function alone(document, schema) {
  const schemas = new Map();
  const gather = (node) => {
    for (const [, name] of JSON.stringify(node).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (schemas.has(name)) continue;
      schemas.set(name, short(document.components.schemas[name]));
      gather(schemas.get(name));
    }
  };
  gather(schema);
  return schemas.size ? { ...schema, components: { schemas: Object.fromEntries(schemas) } } : schema;
}

function short(node) {
  if (Array.isArray(node)) return node.map(short);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !idle.has(name))
      .map(([name, value]) => [name, name === 'properties' ? mapped(value, short) : short(value)]),
  );
}

function resolved(document, node) {
  if (!node.$ref) return node;
  const found = node.$ref
    .slice(2)
    .split('/')
    .reduce((place, step) => place[step], document);
  return resolved(document, found);
}

const mapped = (object, to) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, to(value)]));
