import { expect, test, vi } from 'vitest';
import { KeptAlive, restartDelay } from './kept-alive.mjs';

/** A child that ends when it is told to. */
function fakeChild(pid) {
  let end;
  const exited = new Promise((resolve) => (end = resolve));
  return { pid, exited, end, lastWords: () => 'Its last lines: none', stop: async () => end('was stopped') };
}

function place(options = {}) {
  const children = [];
  const said = [];
  const spawn = async () => {
    const child = fakeChild(100 + children.length);
    children.push(child);
    return child;
  };
  const kept = new KeptAlive({ name: 'order', spawn, keepAlive: true, say: (text) => said.push(text), ...options });
  return { kept, children, said };
}

test('what dies is reported with its last words and started again', async () => {
  const { kept, children, said } = place();
  await kept.start();
  children[0].end('was ended by SIGKILL');
  await vi.waitFor(() => expect([kept.state, kept.pid]).toEqual(['up', 101]), { timeout: 3_000 });
  expect(said[0]).toBe('order was ended by SIGKILL; it is started again in 0.25 s. Its last lines: none');
  expect(kept.restarts).toBe(1);
  await kept.stop();
});

test('without keepAlive the dead stay dead until they are started', async () => {
  const { kept, children } = place({ keepAlive: false });
  await kept.start();
  children[0].end('was ended by SIGKILL');
  await vi.waitFor(() => expect(kept.state).toBe('dead'));
  expect(kept.pid).toBeUndefined();
  await kept.start();
  expect(kept.pid).toBe(101);
  await kept.stop();
});

test('a first start that fails is not repeated', async () => {
  const { kept, children } = place({ ready: async () => Promise.reject(new Error('no such database')) });
  await expect(kept.start()).rejects.toThrow('no such database');
  expect(children).toHaveLength(1);
  expect(kept.pid).toBeUndefined();
});

test('a stop while it waits to start again ends the waiting', async () => {
  const { kept, children } = place();
  await kept.start();
  children[0].end('ended with status 1');
  await vi.waitFor(() => expect(kept.state).toBe('dead'));
  await kept.stop();
  expect(kept.state).toBe('stopped');
  expect(children).toHaveLength(1);
});

test('the wait between starts doubles up to ten seconds', () => {
  expect([0, 1, 2, 3].map(restartDelay)).toEqual([250, 500, 1000, 2000]);
  expect(restartDelay(50)).toBe(10_000);
});
