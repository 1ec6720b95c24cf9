import { ask, runningLauncher } from './control.mjs';
import { localData } from './layout.mjs';
import { endLeftovers } from './leftovers.mjs';
import { waitForEnd } from './pid-file.mjs';

/** `npm run stop`: has the launcher stop all in order; clears up after one that was killed. */
async function stop() {
  const launcher = runningLauncher();
  if (launcher) {
    await ask(launcher, 'POST', '/stop', { onText: (text) => process.stdout.write(text) });
    if (!(await waitForEnd(launcher, 60_000)))
      throw new Error(`The launcher (pid ${launcher.pid}) does not end: kill it, then run this again.`);
  }
  const left = await endLeftovers(localData);
  if (left.length) console.log(`Ended what was left: ${left.join(', ')}`);
  else if (!launcher) console.log('Nothing runs here.');
}

await stop();
