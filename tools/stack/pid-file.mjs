import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
  writeFileSync(file, JSON.stringify({ pid, startTime: startTimeOf(pid), ...extra }) + '\n', { mode: 0o600 });
}

/** What a pid file says, when the process it names is still that process; undefined otherwise. */
export function livingProcess(file) {
  if (!existsSync(file)) return undefined;
  let record;
  try {
    record = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // cut short by a kill while it was written: it names nobody
    throw error;
  }
  return record.startTime !== undefined && startTimeOf(record.pid) === record.startTime ? record : undefined;
}

/** Sends a signal to a process; a process that is gone already is no fault. */
export function sendSignal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Resolves with whether the recorded process was gone within `timeoutMs`. */
export async function waitForEnd({ pid, startTime }, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  while (startTimeOf(pid) === startTime) {
    if (Date.now() > deadline) return false;
    await delay(25);
  }
  return true;
}

/** Ends the process a pid file names, if it still lives, and removes the file: what a killed launcher left behind. */
export async function endLeftover(file, politeSignal = 'SIGTERM') {
  const record = livingProcess(file);
  if (record) {
    sendSignal(record.pid, politeSignal);
    if (!(await waitForEnd(record, 15_000))) {
      sendSignal(record.pid, 'SIGKILL');
      await waitForEnd(record, 5_000);
    }
  }
  rmSync(file, { force: true });
}
