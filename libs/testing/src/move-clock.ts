import { eventually } from './eventually.js';
import { behind, type RunningSystem } from './running-system.js';

/**
 * Sets the clocks of the whole system ahead of the real time by that many milliseconds (0: back to it), and waits until every service and the
 * gateway follow. For tests: outside of the local and test profiles no clock moves, and this ends with a time-out.
 */
export async function moveClock(system: RunningSystem, ms: number): Promise<void> {
  const names = Object.keys(system.services).filter((name) => name !== 'gateway');
  await Promise.all(names.map((name) => behind(system, name, 'update clock_offset set offset_ms = $1', [ms])));
  const everybody = [...names.map((name) => system.services[name] ?? ''), system.gatewayUrl];
  await Promise.all(
    everybody.map((url) =>
      eventually(`the clock of ${url} is ${ms} ms ahead`, async () => (await offsetOf(url)) === ms),
    ),
  );
}

async function offsetOf(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  const [, offset] = /^clock_offset_milliseconds\S* (\S+)$/m.exec(await answer.text()) ?? [];
  return Number(offset);
}
