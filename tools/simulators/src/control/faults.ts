import { isObject } from '../server/json.js';
import { matchPath } from '../server/route.js';
import { ControlError } from './control-error.js';

const KINDS = ['fail', 'hang', 'lose', 'slow'] as const;

/** A planted fault: `fail` answers an error, `hang` never answers, `lose` does the work and cuts the line, `slow` waits. */
export interface Fault {
  readonly match: { readonly method?: string; readonly path?: string };
  readonly fault: (typeof KINDS)[number];
  /** HTTP status of `fail`. */
  readonly status: number;
  /** Milliseconds that `slow` waits before it does the work. */
  readonly delayMs: number;
  /** How many calls it still strikes. */
  readonly times: number;
}

/** The faults that tests have planted; each strikes `times` matching calls, the first planted first. */
export class Faults {
  private planted: Fault[] = [];

  /** Plants the fault of a control call's body; throws ControlError 400 when the body makes no sense. */
  plant(body: unknown): Fault {
    const fault = readFault(body);
    this.planted.push(fault);
    return fault;
  }

  /** The fault that strikes this call, used up by one; `undefined` when none does. */
  take(method: string, path: string): Fault | undefined {
    const index = this.planted.findIndex(
      ({ match }) =>
        (match.method === undefined || match.method === method) &&
        (match.path === undefined || matchPath(match.path, path) !== undefined),
    );
    const fault = this.planted[index];
    if (fault === undefined) return undefined;
    if (fault.times <= 1) this.planted.splice(index, 1);
    else this.planted[index] = { ...fault, times: fault.times - 1 };
    return fault;
  }

  /** The faults that still wait for a call. */
  list(): readonly Fault[] {
    return this.planted;
  }

  /** Removes all faults; calls that already hang go on hanging. */
  clear(): void {
    this.planted = [];
  }
}

function readFault(body: unknown): Fault {
  if (!isObject(body)) throw new ControlError(400, 'A fault is a JSON object {match, fault, times}');
  const { match = {}, fault, status = 500, delayMs = 1000, times = 1 } = body;
  const kind = KINDS.find((known) => known === fault);
  if (kind === undefined) throw new ControlError(400, `fault is one of ${KINDS.join(', ')}`);
  if (!isObject(match)) throw new ControlError(400, 'match is an object {method, path}');
  const { method, path } = match;
  if (method !== undefined && typeof method !== 'string') throw new ControlError(400, 'match.method is a string');
  if (path !== undefined && typeof path !== 'string') throw new ControlError(400, 'match.path is a string');
  return {
    match: {
      ...(method === undefined ? {} : { method: method.toUpperCase() }),
      ...(path === undefined ? {} : { path }),
    },
    fault: kind,
    status: wholeNumber('status', status, 400, 599),
    delayMs: wholeNumber('delayMs', delayMs, 0, 600_000),
    times: wholeNumber('times', times, 1, 1_000_000),
  };
}

/** The value as an integer between both bounds; throws ControlError 400 naming the field otherwise. */
export function wholeNumber(field: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new ControlError(400, `${field} is an integer from ${String(least)} to ${String(most)}`);
  }
  return value;
}
