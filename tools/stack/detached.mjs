import { spawn } from 'node:child_process';
import { closeSync, createReadStream, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { home } from './layout.mjs';

const script = fileURLToPath(new URL('./start.mjs', import.meta.url));

/** What a launcher in the background says. */
export const launcherLog = join(home, 'launcher.log');

/** Runs the launcher in the background; shows what it says until it is up or has failed, and exits with its status. */
export async function startDetached(words) {
  mkdirSync(home, { recursive: true });
  const log = openSync(launcherLog, 'w');
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', log, log, 'ipc'], detached: true });
  closeSync(log);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  let shown = 0;
  const show = async () => {
    const end = statSync(launcherLog).size;
    if (end === shown) return;
    for await (const chunk of createReadStream(launcherLog, { start: shown, end: end - 1 }))
      process.stdout.write(chunk);
    shown = end;
  };
  let showing = Promise.resolve();
  const ticker = setInterval(() => (showing = showing.then(show)), 200);
  const status = await new Promise((resolve) => {
    child.once('message', () => resolve(0));
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', () => resolve(1));
  });
  clearInterval(ticker);
  await showing;
  await show();
  if (status === 0) console.log('It runs in the background: `npm run status`, `npm run logs`, `npm run stop`.');
  process.exit(status);
}
