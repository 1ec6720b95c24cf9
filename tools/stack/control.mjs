import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, request } from 'node:http';
import { launcherFile } from './layout.mjs';
import { livingProcess, writePidFile } from './pid-file.mjs';

/**
 * The launcher's control server, for `status`, `stop` and `dev` of the same checkout: on a free port of the loopback
 * address, opened by a token that stands beside the port in the launcher's pid file. (A socket file would be bound to
 * paths of at most 107 bytes.) `routes` maps 'GET /status' to `(argument, response, request)`.
 */
export async function startControl(routes) {
  const token = randomBytes(24).toString('base64url');
  const server = createServer((asked, response) => {
    const given = Buffer.from(asked.headers.authorization ?? '');
    const expected = Buffer.from(`Bearer ${token}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return response.writeHead(401).end();
    const [, verb, argument] = asked.url.split('/');
    const route = routes[`${asked.method} /${verb}`];
    if (!route) return response.writeHead(404).end();
    return route(argument, response, asked);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  writePidFile(launcherFile, process.pid, { port: server.address().port, token });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

/** The launcher of this checkout when it runs: `{ pid, startTime, port, token }`. */
export function runningLauncher() {
  return livingProcess(launcherFile);
}

/**
 * Asks the running launcher; resolves with `{ status, text }`. `onText` gets the answer as it comes; `onAnswer` the
 * request once the answer has begun, to be able to cut it. Throws when the launcher does not answer.
 */
export function ask({ port, token }, method, path, { onText = () => {}, onAnswer = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      headers: { authorization: `Bearer ${token}` },
    });
    asked.once('error', reject);
    asked.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
        onText(chunk);
      });
      response.once('close', () => resolve({ status: response.statusCode, text }));
      onAnswer(asked, response);
    });
    asked.end();
  });
}
