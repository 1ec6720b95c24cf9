import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';
const STEP = 1000;
const NEIGHBOURS = 8;

/** Is nobody listening on this port of the loopback address, nor on all addresses? */
export async function isFree(port) {
  return (await canListen(port, LOOPBACK)) && (await canListen(port, '0.0.0.0'));
}

function canListen(port, host) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => (['EADDRINUSE', 'EACCES'].includes(error.code) ? resolve(false) : reject(error)));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port the kernel says is free now. */
function anyPort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: LOOPBACK }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * A port for each name of `documented` (names to ports). With `mode: 'documented'` that port when it is free, else the
 * first free one a thousand, two thousand ... further, so that a second clone's addresses are easy to tell and stay
 * the same from start to start. With `mode: 'free'` whatever the kernel offers, for tests side by side.
 * Returns `{ ports, moved }`, `moved` naming those that had to give way.
 */
export async function choosePorts(documented, { mode = 'documented', isPortFree = isFree } = {}) {
  const taken = new Set(Object.values(documented));
  const ports = {};
  const moved = [];
  const claim = (name, port) => {
    taken.add(port);
    ports[name] = port;
  };
  for (const [name, port] of Object.entries(documented)) {
    if (mode === 'documented' && (await isPortFree(port))) {
      claim(name, port);
      continue;
    }
    if (mode === 'documented') moved.push(name);
    const neighbours = Array.from({ length: NEIGHBOURS }, (_, index) => port + (index + 1) * STEP);
    const candidates = mode === 'documented' ? neighbours.filter((candidate) => candidate < 65_536) : [];
    let found;
    for (const candidate of candidates) {
      if (!taken.has(candidate) && (await isPortFree(candidate))) {
        found = candidate;
        break;
      }
    }
    while (found === undefined) {
      const candidate = await anyPort();
      if (!taken.has(candidate)) found = candidate;
    }
    claim(name, found);
  }
  return { ports, moved };
}
