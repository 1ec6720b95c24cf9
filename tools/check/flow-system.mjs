import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../stack/layout.mjs';
import { startSystem } from '../stack/system.mjs';

/** Databases, topics and keys of the flows, apart from those of other tests on the same servers. */
const prefix = 'flow_';

/**
 * Starts the whole system as processes for the flow tests, on the test servers, and writes where it is. A service that a test
 * kills is started again by its keeper, as on a stranger's machine.
 */
export default async function setup() {
  const folder = join(home, 'test');
  const dataDir = join(folder, 'system');
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  const servers = JSON.parse(readFileSync(process.env.CHOWK_TEST_STACK ?? join(folder, 'stack.json'), 'utf8'));
  const runPrefix = `${prefix}${process.pid}_`;
  const system = await startSystem({
    dataDir,
    prefix: runPrefix,
    servers,
    ports: 'free',
    profile: 'test',
    keepAlive: true,
    say: (text) => console.log(text.split('\n')[0]),
  });
  const urls = (views) => Object.fromEntries(Object.entries(views).map(([name, { url }]) => [name, url]));
  const place = join(folder, 'system.json');
  process.env.CHOWK_TEST_SYSTEM = place;
  writeFileSync(
    place,
    JSON.stringify({
      gatewayUrl: system.gatewayUrl,
      services: urls(system.services),
      simulators: urls(system.simulators),
      prefix: runPrefix,
      dataDir,
      ...servers,
    }),
  );
  return () => system.stop();
}
