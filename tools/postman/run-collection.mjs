import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../stack/layout.mjs';

const newman = createRequire(import.meta.url)('newman');
const run = promisify(newman.run);
const read = (path) => JSON.parse(readFileSync(join(root, 'postman', path), 'utf8'));

/**
 * Sends every request of the collection to a running system, those of some folders where they are named. `addresses` are variables of the
 * environment that are said anew: `base_url`, `razorpay_simulator_url`, `sms_inbox_url`. Answers what each folder came to and what failed.
 */
export async function runCollection({ addresses, folders = [], environment = 'local' }) {
  const collection = read('chowk.postman_collection.json');
  const summary = await run({
    collection,
    environment: read(`${environment}.postman_environment.json`),
    envVar: Object.entries(addresses).map(([key, value]) => ({ key, value })),
    ...(folders.length ? { folder: folders } : {}),
    reporters: [],
    timeoutRequest: 20_000,
    timeoutScript: 30_000,
  });
  return resultOf(collection, summary.run);
}

/** Requests, tests and failures per folder. */
function resultOf(collection, { executions, failures }) {
  const placeOf = new Map(placesOf(collection.item, []));
  const folders = new Map();
  for (const { item, assertions = [] } of executions) {
    const name = placeOf.get(item.id) ?? 'elsewhere';
    const counted = folders.get(name) ?? { requests: 0, tests: 0, failed: 0 };
    counted.requests += 1;
    counted.tests += assertions.length;
    counted.failed += assertions.filter(({ error }) => error).length;
    folders.set(name, counted);
  }
  return {
    folders: [...folders].map(([name, counted]) => ({ name, ...counted })),
    failures: failures.map(({ error, source, parent }) => ({
      request: [nameOf(parent), source?.name].filter(Boolean).join(' / '),
      test: error.test ?? error.name,
      message: error.message,
    })),
  };
}

const nameOf = (parent) => (parent && typeof parent === 'object' ? parent.name : undefined);

function placesOf(items, path) {
  return items.flatMap(({ id, name, item }) =>
    item ? placesOf(item, [...path, name]) : [[id, path.slice(0, 2).join(' / ')]],
  );
}
