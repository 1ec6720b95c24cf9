import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sendSignal, writePidFile } from './pid-file.mjs';

const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/** The last `lines` lines of a log file; an empty string when there is none. */
export function lastLines(file, lines = 12) {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** Opens a log for appending; one that has grown beyond 20 MB is put aside as `.old` first. */
function openLog(file) {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.old`);
  const fd = openSync(file, 'a');
  return { fd, start: statSync(file).size };
}

/**
 * Starts a process that does not outlive us: it gets `deathSignal` when we die, however we die, and with `ipc` it also
 * sees its channel close. It has a session of its own, so that a Ctrl-C in the terminal reaches only the launcher,
 * which then stops all in order. Its output goes to `logFile`, who it is to `pidFile`.
 *
 * `prefix` is a command that runs it under another identity (see identity.mjs); it comes before setpriv, because a
 * change of identity clears the death signal. `env` is all of its environment.
 */
export function startChild({
  name,
  prefix = [],
  command,
  args,
  env = process.env,
  cwd,
  logFile,
  pidFile,
  deathSignal = 'SIGTERM',
  ipc = false,
}) {
  const log = openLog(logFile);
  const line = [...prefix, 'setpriv', '--pdeathsig', deathSignal.replace(/^SIG/, ''), '--', command, ...args];
  const stdio = ['ignore', log.fd, log.fd, ...(ipc ? ['ipc'] : [])];
  const child = spawn(line[0], line.slice(1), { cwd, env, stdio, detached: true });
  closeSync(log.fd);
  let ending;
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve((ending = `could not be started: ${error.message}`)));
    child.once('exit', (code, by) => resolve((ending = by ? `was ended by ${by}` : `ended with status ${code}`)));
  });
  if (child.pid) writePidFile(pidFile, child.pid, { name });
  const lastWords = () => `Its last lines (${logFile}):\n${lastLines(logFile)}`;

  return {
    name,
    pid: child.pid,
    logFile,
    /** Resolves with how it ended, in words. */
    exited,
    /** The end of its log, introduced by where it is. */
    lastWords,
    /** What it has logged since this start. */
    output: () => readFileSync(logFile).subarray(log.start).toString('utf8'),
    /** Resolves when `isReady()` is true; throws with the last log lines when it dies before; kills it and throws when it takes longer. */
    async ready(isReady, timeoutMs, everyMs = 25) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        if (ending) throw new Error(`${name} ${ending}. ${lastWords()}`);
        if (await isReady()) return;
        if (Date.now() > deadline) {
          sendSignal(child.pid, 'SIGKILL');
          await exited;
          throw new Error(`${name} was not ready after ${timeoutMs / 1000} s. ${lastWords()}`);
        }
        await delay(everyMs);
      }
    },
    /** Sends the signal, waits, kills after `timeoutMs`; resolves when the process is gone. */
    async stop(politeSignal = 'SIGTERM', timeoutMs = 15_000) {
      if (!ending && child.pid) {
        sendSignal(child.pid, politeSignal);
        const timer = setTimeout(() => sendSignal(child.pid, 'SIGKILL'), timeoutMs);
        await exited;
        clearTimeout(timer);
      }
      rmSync(pidFile, { force: true });
    },
  };
}
