import { ask, runningLauncher } from './control.mjs';
import { runDemo } from './demo-order.mjs';

/** `npm run demo`: the demo order once more, on the system that runs; `-- evening`: an evening at table 5. */
async function demo() {
  const launcher = runningLauncher();
  if (!launcher) throw new Error('Nothing runs here: `npm start` starts it.');
  const { addresses } = JSON.parse((await ask(launcher, 'GET', '/status')).text);
  if (!addresses) throw new Error('The system is still starting: `npm run status` shows when it is up.');
  await runDemo({ url: (name) => addresses[name] }, undefined, process.argv[2]);
}

try {
  await demo();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
