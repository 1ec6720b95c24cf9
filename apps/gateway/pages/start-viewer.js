/* Starts the viewer of the API reference (swagger-ui-dist) on the document beside it. Nothing is fetched from elsewhere, and no token is kept. */
const place = document.getElementById('viewer');
const address = '/docs/openapi.json';

/**
 * The viewer would send the example of every parameter with each call, also of those that nobody needs to say: a menu filtered by somebody
 * else's category. Examples of what may be left out are told in words instead.
 */
function asked(parameter) {
  const { example, examples, schema = {}, ...rest } = parameter;
  if (parameter.required) return parameter;
  const { example: inner, examples: listed, ...bare } = schema;
  const shown = example ?? Object.values(examples ?? {})[0]?.value ?? inner ?? listed?.[0];
  if (shown === undefined) return { ...rest, schema: bare };
  const said = `For example \`${typeof shown === 'string' ? shown : JSON.stringify(shown)}\`.`;
  return { ...rest, schema: bare, description: [parameter.description, said].filter(Boolean).join(' ') };
}

function asViewed(reference) {
  const parameters = Object.entries(reference.components?.parameters ?? {}).map(([name, one]) => [name, asked(one)]);
  const paths = Object.entries(reference.paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...operation, parameters: (operation.parameters ?? []).map((one) => ('$ref' in one ? one : asked(one))) },
      ]),
    ),
  ]);
  const components = { ...reference.components, parameters: Object.fromEntries(parameters) };
  return { ...reference, components, paths: Object.fromEntries(paths) };
}

async function start() {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} was answered ${answer.status}`);
  SwaggerUIBundle({
    spec: asViewed(await answer.json()),
    domNode: place,
    deepLinking: true,
    displayRequestDuration: true,
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    filter: true,
    tagsSorter: 'alpha',
    tryItOutEnabled: true,
    persistAuthorization: false,
    validatorUrl: null,
    onComplete: () => place.setAttribute('data-shown', 'true'),
  });
}

start().catch((error) => {
  place.textContent = `The viewer could not be started (${error.message}). The document itself is at ${address}.`;
});
