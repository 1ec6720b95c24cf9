import { Parser } from '@asyncapi/parser';

/** What AsyncAPI's own parser finds wrong with a document, one line each; advice that it gives beside faults is left out. */
export async function asyncApiFaults(document) {
  const diagnostics = await new Parser().validate(JSON.stringify(document));
  return diagnostics
    .filter(({ severity }) => severity === 0)
    .map(({ message, path }) => `docs/api/asyncapi.json ${path.join('.')}: ${message}`);
}
