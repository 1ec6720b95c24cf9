import { spawn } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { buildProjects } from './build.mjs';
import { ask, runningLauncher } from './control.mjs';
import { get, isReadyAnswer } from './health.mjs';
import { root } from './layout.mjs';

const QUIET_MS = 120;

/** The launcher gives us a service's place: what it runs with, and `closed`, which resolves when the launcher is gone. */
function borrow(launcher, name) {
  return new Promise((resolve, reject) => {
    let received = '';
    const onText = (text) => {
      received += text;
      if (received.endsWith('\n')) resolve({ program: JSON.parse(received), closed });
    };
    const closed = ask(launcher, 'POST', `/lend/${name}`, { onText });
    closed.then(({ status }) => {
      if (status === 404)
        reject(new Error(`There is no service "${name}", or the system is not up yet: \`npm run status\`.`));
    }, reject);
  });
}

/** One service run here, on our terminal: `restart()` ends it and starts it again, `stop()` ends it. */
class Developed {
  #name;
  #program;
  #child;
  #gone = Promise.resolve();

  constructor(name, program) {
    this.#name = name;
    this.#program = program;
  }

  async restart() {
    await this.stop();
    const since = Date.now();
    const { command, args, env, cwd, health } = this.#program;
    const line = ['--pdeathsig', 'TERM', '--', command, ...args];
    const child = spawn('setpriv', line, { env, cwd, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
    this.#child = child;
    let isRunning = true;
    this.#gone = new Promise((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, by) => resolve(by ?? `status ${code}`));
    }).then((ending) => {
      isRunning = false;
      if (this.#child !== child) return;
      this.#child = undefined;
      console.log(`-- ${this.#name} ended with ${ending}; it starts again on the next change`);
    });
    while (isRunning && this.#child === child) {
      if (isReadyAnswer(await get(health), child.pid)) {
        console.log(`-- ${this.#name} is ready (${Date.now() - since} ms)`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop() {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGTERM');
    await this.#gone;
  }
}

/** The folders whose change concerns a service, with the Nx project each belongs to. */
function watched(name) {
  const libs = readdirSync(join(root, 'libs')).map((lib) => [lib, join(root, 'libs', lib, 'src')]);
  return [[name, join(root, 'apps', name, 'src')], ...libs].filter(([, folder]) => existsSync(folder));
}

/** `npm run dev -- order`: takes the place of that service in the running system and starts it again on each change. */
async function dev(name) {
  const launcher = runningLauncher();
  if (!launcher)
    throw new Error('Nothing runs here: `npm start` first, then `npm run dev -- <service>` in another terminal.');
  if (!name) throw new Error('Which service? For example `npm run dev -- order`.');
  const { program, closed } = await borrow(launcher, name);
  const service = new Developed(name, program);
  const end = async (reason) => {
    console.log(`-- ${reason}`);
    await service.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => end('Given back'));
  process.on('SIGTERM', () => end('Given back'));
  closed.then(
    () => end('The system has stopped'),
    () => end('The launcher is gone'),
  );

  let changed = new Set();
  let timer;
  let working = buildProjects([name]).then(() => service.restart());
  const rebuild = async () => {
    const projects = [...changed];
    changed = new Set();
    const since = Date.now();
    try {
      await buildProjects(projects);
    } catch (error) {
      console.error(error.message); // the service that runs goes on until the source is right
      return;
    }
    console.log(`-- built ${projects.join(', ')} (${Date.now() - since} ms)`);
    await service.restart();
  };
  for (const [project, folder] of watched(name)) {
    watch(folder, { recursive: true }, (_event, file) => {
      if (!file?.endsWith('.ts') || file.endsWith('.spec.ts')) return;
      changed.add(project);
      clearTimeout(timer);
      timer = setTimeout(() => (working = working.then(rebuild)), QUIET_MS);
    });
  }
  await working;
}

try {
  await dev(process.argv[2]);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
