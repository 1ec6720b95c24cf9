import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * When the process `pid` started, in clock ticks since boot (field 22 of /proc/PID/stat), or undefined when there is
 * none. Together with the pid this names one process for good: pids alone are used again.
 */
export function startTimeOf(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined;
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** Writes `{ pid, startTime, ...extra }` so that a later run can tell whether that very process still lives. */
export function writePidFile(file, pid, extra = {}) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid, startTime: startTimeOf(pid), ...extra }) + '\n');
}

/** What a pid file says, when the process it names is still that process; undefined otherwise. */
export function livingProcess(file) {
  if (!existsSync(file)) return undefined;
  let record;
  try {
    record = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // cut short by a kill while it was written: it names nobody
  }
  return record.startTime !== undefined && startTimeOf(record.pid) === record.startTime ? record : undefined;
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Ends the process a pid file names, if it still lives, and removes the file. What a killed launcher left behind. */
export async function endLeftover(file, politeSignal = 'SIGTERM') {
  const record = livingProcess(file);
  if (record) {
    signal(record.pid, politeSignal);
    await waitForEnd(record, 10_000);
    if (startTimeOf(record.pid) === record.startTime) {
      signal(record.pid, 'SIGKILL');
      await waitForEnd(record, 5_000);
    }
  }
  rmSync(file, { force: true });
}

/** Resolves when the recorded process is gone or `timeoutMs` have passed. */
export async function waitForEnd({ pid, startTime }, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (startTimeOf(pid) === startTime && Date.now() < deadline) await delay(25);
}

/** The last `lines` lines of a log file; an empty string when there is none. */
export function lastLines(file, lines = 12) {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Starts a server that outlives no launcher: it gets `deathSignal` when we die, however we die. It has a session of
 * its own, so that a Ctrl-C in the terminal reaches only the launcher, which then stops all in order.
 * `prefix` is a command that runs the server under another identity (see identity.mjs); it must come before setpriv,
 * because a change of identity clears the death signal.
 */
export function startServerProcess({ name, prefix = [], command, args, env = {}, cwd, logFile, pidFile, deathSignal }) {
  mkdirSync(dirname(logFile), { recursive: true });
  const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
  const log = openSync(logFile, 'a');
  const line = [...prefix, 'setpriv', '--pdeathsig', deathSignal.replace(/^SIG/, ''), '--', command, ...args];
  const child = spawn(line[0], line.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let ending;
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve((ending = `could not be started: ${error.message}`)));
    child.once('exit', (code, by) => resolve((ending = by ? `was ended by ${by}` : `ended with status ${code}`)));
  });
  if (child.pid) writePidFile(pidFile, child.pid, { name });
  return {
    name,
    pid: child.pid,
    logFile,
    exited,
    /** How it ended, once it has. */
    get ending() {
      return ending;
    },
    /** What it has logged since this start. */
    output() {
      return readFileSync(logFile).subarray(logStart).toString('utf8');
    },
    /** Resolves when `isReady()` is true; throws with the last log lines when it dies or takes longer. */
    async ready(isReady, timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        if (ending) throw new Error(`${name} ${ending}. Its last lines (${logFile}):\n${lastLines(logFile)}`);
        if (await isReady()) return;
        if (Date.now() > deadline) {
          throw new Error(`${name} was not ready after ${timeoutMs / 1000} s. Its last lines (${logFile}):\n${lastLines(logFile)}`);
        }
        await delay(25);
      }
    },
    /** Sends the signal, waits, kills after `timeoutMs`; resolves when the process is gone. */
    async stop(politeSignal = 'SIGTERM', timeoutMs = 15_000) {
      if (!ending && child.pid) {
        signal(child.pid, politeSignal);
        const timer = setTimeout(() => signal(child.pid, 'SIGKILL'), timeoutMs);
        await exited;
        clearTimeout(timer);
      }
      rmSync(pidFile, { force: true });
    },
  };
}

/** Runs a command to its end; resolves with its output, throws with it when the status is not zero. */
export async function runToEnd(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code, by] = await once(child, 'close');
  if (code !== 0) {
    throw new Error(`${[command, ...args].join(' ')} ended with ${by ?? `status ${code}`}:\n${output.trimEnd().split('\n').slice(-25).join('\n')}`);
  }
  return output;
}
