import { writeSync } from 'node:fs';

/** Where a process shall end: `handled/order.placed.v1`, at the `hit`th time it comes there. */
interface Armed {
  readonly place: string;
  readonly what: string;
  readonly hit: number;
}

const written = /^(?<place>[a-z-]+)\/(?<what>[^@]+)(?:@(?<hit>[1-9]\d{0,5}))?$/;
const standardError = 2;

let armed: Armed | undefined;
let hits = 0;

/** Is this the name of a crash point, `place/what` or `place/what@hit`? */
export function isCrashPoint(text: string): boolean {
  return written.test(text);
}

/**
 * Arms one crash point of this process, as the setting `CRASH_POINT` names it; without one, disarms. With `signal` it is armed only once
 * the process gets that signal. Throws for what names no point. The environment's check refuses the setting outside of local and test.
 */
export function armCrashPoint(setting: string | undefined, signal?: NodeJS.Signals): void {
  const groups = setting === undefined ? undefined : written.exec(setting)?.groups;
  if (setting !== undefined && !groups) throw new Error(`${setting} names no crash point`);
  const next = groups && { place: groups['place'] ?? '', what: groups['what'] ?? '', hit: Number(groups['hit'] ?? 1) };
  const arm = () => {
    armed = next;
    hits = 0;
  };
  if (signal && next) {
    process.once(signal, () => {
      arm();
      say(`armed ${setting}`);
    });
  } else arm();
}

/**
 * A place at which tests end the process as a power cut would: SIGKILL, in the middle of what it does. Without an armed point it costs one
 * comparison; the two halves of the name are apart so that nothing is put together in vain.
 */
export function crashPoint(place: string, what: string): void {
  if (armed === undefined || armed.what !== what || armed.place !== place || ++hits < armed.hit) return;
  say(`crash point ${place}/${what}`);
  process.kill(process.pid, 'SIGKILL');
}

/** Written at once and to the last byte: nothing comes after it. */
function say(text: string): void {
  writeSync(standardError, `${text}\n`);
}
