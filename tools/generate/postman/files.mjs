import { flows } from '../../../postman/flows/every.mjs';
import { postmanCollection } from './collection.mjs';
import { postmanEnvironments } from './environments.mjs';

/** The files of Postman by path, from the API reference and the flows. */
export function postmanFiles(document) {
  const written = (value) => `${JSON.stringify(value, null, 1)}\n`;
  return new Map([
    ['postman/chowk.postman_collection.json', written(postmanCollection(document, flows))],
    ...postmanEnvironments().map(([name, environment]) => [
      `postman/${name}.postman_environment.json`,
      written(environment),
    ]),
  ]);
}
