/** Words of a schema that say nothing about what validates. */
const idle = new Set(['description', 'title', 'example', 'examples', 'default', 'deprecated']);
const methods = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * The script that follows every request of the collection: an answer of the API is one that its reference knows, in the envelope, with
 * its request id, and valid to the last field. It carries the answers of the reference in short.
 */
export function checksScript(document) {
  const schemas = mapped(document.components.schemas, short);
  const operations = Object.entries(document.paths).flatMap(([path, operationsOf]) =>
    methods
      .filter((method) => operationsOf[method])
      .map((method) => ({
        call: `${method.toUpperCase()} ${path}`,
        is: `^${method.toUpperCase()} ${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`,
        ...answersOf(document, operationsOf[method]),
      })),
  );
  // `/menu/items` before `/menu/{id}`: words win over parameters
  operations.sort((one, other) => parametersIn(one.call) - parametersIn(other.call) || one.call.localeCompare(other.call));
  return [
    `const reference = ${JSON.stringify({ schemas, operations })};`,
    `const call = pm.request.method + ' ' + pm.request.url.getPath();`,
    `const isOurs = pm.request.url.toString().startsWith(pm.variables.get('base_url'));`,
    `const operation = reference.operations.find(({ is }) => new RegExp(is).test(call));`,
    `const type = (pm.response.headers.get('content-type') || '').split(';')[0];`,
    `if (isOurs) {`,
    `  pm.test('names its request', () => pm.expect(pm.response.headers.get('x-request-id')).to.be.a('string'));`,
    `  const granted = operation && operation.grants[pm.response.code];`,
    `  if (operation)`,
    `    pm.test('is an answer that the reference knows', () => {`,
    `      if (!granted) pm.expect(operation.refuses).to.include(pm.response.code);`,
    `      else if (Object.keys(granted).length) pm.expect(Object.keys(granted)).to.include(type);`,
    `    });`,
    `  const schema = granted ? granted[type] : { $ref: '#/components/schemas/Failure' };`,
    `  if (schema && /json/.test(type))`,
    `    pm.test('is valid to the last field', () => {`,
    `      const Ajv = require('ajv');`,
    `      const ajv = new Ajv({ allErrors: true, unknownFormats: 'ignore', logger: false });`,
    `      const validate = ajv.compile({ ...schema, components: { schemas: reference.schemas } });`,
    `      pm.expect(validate(pm.response.json()), ajv.errorsText(validate.errors)).to.equal(true);`,
    `    });`,
    `}`,
  ];
}

/** What an operation grants: schemas by status and content type, none where there is no body; and the statuses of its refusals. */
function answersOf(document, { responses }) {
  const isGranted = (status) => Number(status) < 400;
  const statuses = Object.keys(responses);
  const schemasOf = ({ content = {} }) => mapped(content, ({ schema }) => short(schema ?? {}));
  return {
    grants: Object.fromEntries(
      statuses.filter(isGranted).map((status) => [status, schemasOf(resolved(document, responses[status]))]),
    ),
    refuses: statuses.filter((status) => !isGranted(status)).map(Number),
  };
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

export function resolved(document, node) {
  if (!node.$ref) return node;
  const found = node.$ref
    .slice(2)
    .split('/')
    .reduce((place, step) => place[step], document);
  return resolved(document, found);
}

const parametersIn = (call) => call.split('{').length;
const mapped = (object, to) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, to(value)]));
