import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
/** A sample as somebody has it who installed the package. */
const published = (path: string) => read(path).replace("'../src/index.js'", "'@chowk/client'").trimEnd();

it.each(['whole-order', 'kitchen-page', 'table-page'])('the README shows the sample %s as it is tried', (name) => {
  const [, after = ''] = readme.split(`<!-- samples/${name}.ts -->`);
  expect(/^\s*```ts\n([\s\S]*?)\n```/.exec(after)?.[1]).toBe(published(`samples/${name}.ts`));
});

it('a whole order takes 30 lines', () => {
  expect(published('samples/whole-order.ts').split('\n').length).toBeLessThanOrEqual(30);
});

it('nothing but openapi-fetch and socket.io-client is needed', () => {
  const { dependencies } = JSON.parse(read('package.json'));
  const files = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' });
  const imported = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read(`src/${file}`).matchAll(/^(?:import|export) [^;]*? from '([^']+)';$/gms)])
    .map(([, from]) => from ?? '')
    .filter((from) => !from.startsWith('.'));
  expect([...new Set(imported)].sort()).toEqual(Object.keys(dependencies).sort());
});
