import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from './build.mjs';
import { runningLauncher, startControl } from './control.mjs';
import { installDependencies } from './dependencies.mjs';
import { runDemo } from './demo-order.mjs';
import { removeOutside } from './identity.mjs';
import { launcherFile, localData } from './layout.mjs';
import { endLeftovers } from './leftovers.mjs';
import { missingPrerequisites } from './prerequisites.mjs';
import { describeStack, whatNext } from './page.mjs';
import { Progress } from './progress.mjs';
import { startSystem } from './system.mjs';

const READ_THE_LOGS = 'What each process said: `npm run logs -- <name>`. Once it is put right, run `npm start` again.';
const STEPS = {
  servers: [
    'PostgreSQL, Redis and Kafka',
    `Their logs are in .chowk/data/logs; \`npm start -- --fresh\` begins with empty data.`,
  ],
  databases: [
    'Databases and roles',
    'Does DATABASE_URL name an administrator? Without it, `npm start -- --fresh` begins anew.',
  ],
  topics: ['Topics', 'They are declared in infra/kafka/topics.json; the broker logs to .chowk/data/logs/kafka.log.'],
  migrations: [
    'Migrations and demo tenants',
    'Put the migration right, or begin with empty data: `npm start -- --fresh`.',
  ],
  simulators: ['Simulators', READ_THE_LOGS],
  services: ['Services', READ_THE_LOGS],
};

/** The one process behind `npm start`: brings the system up, keeps it up, takes it down. */
export class Launcher {
  #progress = new Progress();
  #giveUp = new AbortController();
  #since = Date.now();
  #system;
  #starting = Promise.resolve();
  #closeControl = () => {};
  #ending;
  #isOurs = false;
  #listeners = new Set();

  constructor({ fresh, demo, servers, prefix }) {
    this.options = { fresh, demo, servers, prefix };
  }

  /** Resolves when the system is up, the demo has run and the page of what to try next is printed. */
  start() {
    this.#starting = this.#bringUp();
    return this.#starting;
  }

  async #bringUp() {
    const { fresh, demo, servers: existing, prefix } = this.options;
    if (runningLauncher()) {
      throw new Error(
        'The system of this folder is running already: `npm run status` shows it, `npm run stop` stops it.',
      );
    }
    this.#closeControl = await startControl(this.#routes());
    this.#isOurs = true;
    const { signal } = this.#giveUp;
    const progress = this.#progress;
    const missing = missingPrerequisites({ existing });
    if (missing.length) throw new Error(missing.join('\n'));
    const left = await endLeftovers(localData);
    if (left.length) progress.say(`Ended what an earlier start had left: ${left.join(', ')}`);
    if (fresh) {
      removeOutside(join(localData, 'postgres'));
      rmSync(localData, { recursive: true, force: true });
      progress.say('Threw the data away');
    }
    const online = 'Is the network there, and does `npm ci` work by itself?';
    const installed = await progress.step('Dependencies', online, () => installDependencies({ signal }));
    if (installed) progress.say('Dependencies installed');
    const built = await progress.step('Build', 'Put the source right, then run `npm start` again.', () =>
      buildAll({ signal }),
    );
    if (built) progress.say('Built');

    const report = (name, address, ms) =>
      progress.say(`  ${name.padEnd(13)} ${withoutPassword(address)} (${(ms / 1000).toFixed(1)} s)`);
    this.#system = await startSystem({
      dataDir: localData,
      prefix,
      servers: existing,
      ports: 'documented',
      profile: 'local',
      keepAlive: true,
      say: (text) => progress.say(text),
      step: (name, work) => progress.step(...STEPS[name], () => work(report)),
      signal,
    });
    if (demo) await progress.step('Demo', READ_THE_LOGS, () => runDemo(this.#system, signal));
    progress.say('Up');
    console.log(whatNext(this.#system, progress.elapsed()));
  }

  /** Stops all in order; resolves when no process is left. Called again, it waits for the same end. */
  stop(reason) {
    this.#ending ??= this.#end(reason);
    return this.#ending;
  }

  async #end(reason) {
    if (!this.#isOurs) return; // another launcher holds this folder: there is nothing to clear up
    this.#say(`${reason}: stopping services, simulators, Kafka, Redis, PostgreSQL ...`);
    this.#giveUp.abort();
    await Promise.allSettled([this.#starting]); // a start that is given up stops what it had started
    await this.#system?.stop();
    this.#say('All stopped');
    for (const response of this.#listeners) response.end();
    this.#closeControl();
    if (runningLauncher()?.pid === process.pid) rmSync(launcherFile, { force: true });
  }

  #say(text) {
    this.#progress.say(text);
    for (const response of this.#listeners) response.write(text + '\n');
  }

  #routes() {
    return {
      'GET /status': (_argument, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(describeStack(this.#system, this.#since)));
      },
      'POST /stop': (_argument, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        this.#listeners.add(response);
        process.kill(process.pid, 'SIGTERM');
      },
      'POST /lend': (name, response) => this.#lend(name, response),
    };
  }

  /** Gives a service's place away: it stops here and starts again when whoever asked is gone. */
  async #lend(name, response) {
    const service = this.#system?.services[name];
    if (!service) return response.writeHead(404).end();
    this.#say(`${name} stops here and is run by \`npm run dev -- ${name}\``);
    await service.stop('in dev');
    response.once('close', () => {
      if (this.#ending) return;
      this.#say(`${name} comes back from \`npm run dev\``);
      service.start().then(
        () => this.#say(`${name} is up again`),
        (error) => this.#say(error.message),
      );
    });
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.write(JSON.stringify({ ...service.program, url: service.url, health: service.health }) + '\n');
  }
}

/** An address as it can be shown. */
function withoutPassword(address) {
  return address.replace(/:[^:@/]+@/, '@');
}
