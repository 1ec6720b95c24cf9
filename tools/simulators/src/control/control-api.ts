import { ok, type Answer, type Call } from '../server/call.js';
import { parseObject, type JsonObject } from '../server/json.js';
import { findRoute, type Route } from '../server/route.js';
import type { Clock } from './clock.js';
import { ControlError } from './control-error.js';
import { wholeNumber, type Faults } from './faults.js';

/** What the control API of every simulator moves. */
export interface ControlOptions {
  readonly faults: Faults;
  readonly clock: Clock;
  /** The simulator's own control routes, under `/_control`. */
  readonly routes: readonly Route[];
  /** Throws away everything the simulator was told. */
  emptyBooks(): void;
}

/** The control API that all simulators share, with the simulator's own routes beside it. */
export function controlApi(options: ControlOptions): (call: Call) => Promise<Answer> {
  const { faults, clock } = options;
  const time = () => ok({ offsetMs: clock.offsetMs, now: clock.now().toISOString() });
  const planted = () => ok({ faults: faults.list() });
  const routes: Route[] = [
    { method: 'GET', path: '/_control/health', run: () => ok({ status: 'ok', pid: process.pid }) },
    { method: 'GET', path: '/_control/faults', run: planted },
    {
      method: 'POST',
      path: '/_control/faults',
      run: (call) => {
        faults.plant(controlBody(call));
        return planted();
      },
    },
    {
      method: 'DELETE',
      path: '/_control/faults',
      run: () => {
        faults.clear();
        return planted();
      },
    },
    { method: 'GET', path: '/_control/clock', run: time },
    {
      method: 'POST',
      path: '/_control/clock',
      run: (call) => {
        const farthest = 100 * 365 * 86_400_000;
        clock.setOffset(wholeNumber('offsetMs', controlBody(call)['offsetMs'], -farthest, farthest));
        return time();
      },
    },
    {
      method: 'DELETE',
      path: '/_control/books',
      run: () => {
        options.emptyBooks();
        return ok({ status: 'ok' });
      },
    },
    ...options.routes,
  ];
  return async (call) => {
    const found = findRoute(routes, call);
    if (!found) return { status: 404, body: { error: `No control call ${call.method} ${call.path}` } };
    try {
      return await found.route.run(call, found.params);
    } catch (error) {
      if (error instanceof ControlError) return { status: error.status, body: { error: error.message } };
      throw error;
    }
  };
}

/** The JSON object of a control call, `{}` for an empty body; throws ControlError 400 for anything else. */
export function controlBody(call: Call): JsonObject {
  const body = parseObject(call.body);
  if (body === undefined) throw new ControlError(400, 'The body is a JSON object');
  return body;
}
