import { ask, runningLauncher } from './control.mjs';
import { statusTable } from './page.mjs';

/** `npm run status`: what runs where; ends with status 1 when nothing runs or something is not up. */
async function status() {
  const launcher = runningLauncher();
  if (!launcher) {
    console.log('Nothing runs here: `npm start` starts it.');
    return 1;
  }
  const { text } = await ask(launcher, 'GET', '/status');
  const { isStarting, since, processes } = JSON.parse(text);
  console.log(`Launcher: pid ${launcher.pid}, since ${since}${isStarting ? ', still starting' : ''}`);
  if (processes.length) console.log(statusTable(processes));
  return !isStarting && processes.every(({ state }) => ['up', 'in dev'].includes(state)) ? 0 : 1;
}

process.exitCode = await status();
