/**
 * Loaded into a service before its own code (NODE_OPTIONS=--import). SIGUSR2 starts to note where time goes and what is
 * asked of others; the next SIGUSR2 writes `<service>.cpuprofile` and `<service>.json` into PROBE_FOLDER.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const main = process.argv[1] ?? '';
const service = basename(dirname(dirname(main)));
const folder = process.env.PROBE_FOLDER;
let counts;
const count = (name) => {
  if (counts) counts[name] = (counts[name] ?? 0) + 1;
};

subscribe('http.server.request.start', () => count('http answered'));
subscribe('http.client.request.start', () => count('http asked'));

if (folder && main.endsWith('dist/main.js')) {
  const { Connection } = findConnection();
  const send = Connection.prototype.send;
  Connection.prototype.send = function counted(call) {
    count(`kafka ${call.request?.apiName ?? 'unknown'}`);
    return send.call(this, call);
  };
  const session = new Session();
  session.connect();
  const post = (method, params) =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, answer) => (error ? reject(error) : resolve(answer))),
    );
  process.on('SIGUSR2', async () => {
    if (!counts) {
      await post('Profiler.enable');
      await post('Profiler.setSamplingInterval', { interval: 500 });
      await post('Profiler.start');
      counts = {};
      writeFileSync(join(folder, `${service}.started`), '');
      return;
    }
    const noted = counts;
    counts = undefined;
    const { profile } = await post('Profiler.stop');
    writeFileSync(join(folder, `${service}.cpuprofile`), JSON.stringify(profile));
    writeFileSync(join(folder, `${service}.json`), JSON.stringify(noted));
  });
}

/** kafkajs keeps its connection to itself; what it sends is counted there. */
function findConnection() {
  const require = createRequire(import.meta.url);
  return { Connection: require('kafkajs/src/network/connection') };
}
