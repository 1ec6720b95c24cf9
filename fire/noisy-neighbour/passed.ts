import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';

/** Pages for operators, and what gateways read for themselves. */
const notCalls = /route="(?:\/health[^"]*|\/metrics|\/docs[^"]*|\/\.well-known\/[^"]*)"/;

/** Calls that these services have counted themselves since they were started. */
export async function callsCountedBy(system: FieldSystem, services: readonly ServiceName[]): Promise<number> {
  const counts = await Promise.all(
    services.map(async (service) => {
      const answer = await fetch(`${system.services[service].url}/metrics`);
      const lines = (await answer.text()).split('\n');
      return lines
        .filter((line) => line.startsWith('http_request_duration_seconds_count{') && !notCalls.test(line))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
