import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { choosePorts, isFree } from './ports.mjs';

const documented = { gateway: 3000, auth: 3001, postgres: 54_320 };

test('documented ports are taken when they are free', async () => {
  const chosen = await choosePorts(documented, { isPortFree: async () => true });
  expect(chosen).toEqual({ ports: documented, moved: [] });
});

test('a taken port gives way to the one a thousand further, and it is said which', async () => {
  const chosen = await choosePorts(documented, { isPortFree: async (port) => ![3000, 3001, 4001].includes(port) });
  expect(chosen).toEqual({ ports: { gateway: 4000, auth: 5001, postgres: 54_320 }, moved: ['gateway', 'auth'] });
});

test('no port is given away twice, not even one that another name documents', async () => {
  const names = { one: 3000, other: 4000 };
  const { ports } = await choosePorts(names, { isPortFree: async (port) => port !== 3000 });
  expect(ports).toEqual({ one: 5000, other: 4000 });
});

test('free ports are asked of the kernel and differ', async () => {
  const { ports, moved } = await choosePorts(documented, { mode: 'free' });
  expect(new Set(Object.values(ports)).size).toBe(3);
  expect(Object.values(ports)).not.toContain(3000);
  expect(moved).toEqual([]);
});

test('a port on which somebody listens is not free, on whatever address they do', async () => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    const { port } = server.address();
    expect(await isFree(port)).toBe(false);
    server.close();
    await once(server, 'close');
    expect(await isFree(port)).toBe(true);
  }
});
