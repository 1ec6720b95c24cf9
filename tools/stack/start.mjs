import { existingServers, startOptions } from './options.mjs';
import { startDetached } from './detached.mjs';
import { Launcher } from './launcher.mjs';

/** `npm start`: see options.mjs for its words. */
async function start() {
  const { detach, ...options } = startOptions(process.argv.slice(2));
  if (detach) return startDetached(process.argv.slice(2).filter((word) => word !== '--detach'));
  const existing = existingServers(process.env);
  if (options.fresh && existing.servers.databaseUrl) {
    // Its data is sealed with the secrets that lie beside ours.
    throw new Error(
      '--fresh throws local data away, but DATABASE_URL names a server of yours: empty that one yourself.',
    );
  }
  const launcher = new Launcher({ ...options, ...existing });
  let isUp = false;
  let isFailing = false;
  const end = (reason) => async () => {
    // A Ctrl-C reaches us from the terminal and once more from npm; a failed start is being cleared up already.
    if (isFailing) return;
    isFailing = !isUp;
    await launcher.stop(reason);
    process.exit(isUp ? 0 : 130);
  };
  process.on('SIGINT', end('Ctrl-C'));
  process.on('SIGTERM', end('Asked to stop'));
  process.on('SIGHUP', end('The terminal is gone'));
  try {
    await launcher.start();
    isUp = true;
    process.send?.('up');
  } catch (error) {
    if (isFailing) return undefined; // interrupted: `end` sees to the rest
    isFailing = true;
    console.error(`\n${error.message}\n`);
    await launcher.stop('The start has failed');
    process.exit(1);
  }
  return undefined;
}

try {
  await start();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
