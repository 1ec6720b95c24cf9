import { createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

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

/** A port the kernel says is free now and that is not in `taken`, which it joins. */
export async function freePort(taken = new Set()) {
  for (;;) {
    const port = await new Promise((resolve, reject) => {
      const probe = createServer();
      probe.once('error', reject);
      probe.listen({ port: 0, host: LOOPBACK }, () => {
        const found = probe.address().port;
        probe.close(() => resolve(found));
      });
    });
    if (!taken.has(port)) {
      taken.add(port);
      return port;
    }
  }
}

/**
 * A port for each name: the documented one when it is free, else a free one. `documented` maps names to ports;
 * with `mode: 'free'` the documented ones are not even tried. Returns `{ ports, moved }`, `moved` naming those that
 * had to give way.
 */
export async function choosePorts(documented, { mode = 'documented', isPortFree = isFree } = {}) {
  const taken = new Set(Object.values(documented));
  const ports = {};
  const moved = [];
  for (const [name, port] of Object.entries(documented)) {
    if (mode === 'documented' && (await isPortFree(port))) {
      ports[name] = port;
    } else {
      ports[name] = await freePort(taken);
      if (mode === 'documented') moved.push(name);
    }
  }
  return { ports, moved };
}
