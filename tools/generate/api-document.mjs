import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The API reference of all services as the gateway hands it out, read off the built services without starting them, and what it lacks:
 * one sentence for every operation that is not described completely, and for every name that two services use differently.
 */
export async function apiDocument(root) {
  const built = (path) => import(pathToFileURL(join(root, path)).href);
  const { incompleteOperations, openApiOf, routesOfModule } = await built('libs/kit/dist/index.js');
  const { serviceNames } = await built('apps/gateway/dist/domain/route.js');
  const { RouteBook } = await built('apps/gateway/dist/domain/route-book.js');
  const { mergedReference, serviceReference } = await built('apps/gateway/dist/domain/merged-reference.js');
  const { routes } = await built('apps/gateway/dist/routes.js');
  const declared = [];
  const documents = [];
  for (const name of serviceNames) {
    const description = descriptionIn(await built(`apps/${name}/dist/${name}.module.js`), name);
    const ofService = routesOfModule(description.module);
    declared.push(...ofService);
    // As it crosses the wire: what JSON cannot say is not in it
    documents.push(serviceReference.parse(JSON.parse(JSON.stringify(openApiOf(name, ofService)))));
  }
  const { reference, clashes } = mergedReference(documents, new RouteBook(routes));
  const faults = [
    ...incompleteOperations(declared),
    ...clashes.map((name) => `${name}: two services describe it differently`),
  ];
  return { reference, serviceNames, faults };
}

function descriptionIn(module, name) {
  const found = Object.values(module).find((value) => value?.name === name && value.module !== undefined);
  if (!found) throw new Error(`${name}.module.js exports no description of the service ${name}`);
  return found;
}
