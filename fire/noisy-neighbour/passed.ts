import type { FieldSystem, ServiceName } from '../../tools/field/field-system.ts';

/** Pages for operators, and what gateways read for themselves. */
const notCalls = /route="(?:\/health[^"]*|\/metrics|\/docs[^"]*|\/\.well-known\/[^"]*)"/;

/** Calls that these services have counted themselves since they were started, and those the gateway answered as they had done before. */
export async function callsPassedTo(system: FieldSystem, services: readonly ServiceName[]): Promise<number> {
  const counts = await Promise.all([
    sumOf(system, 'gateway', (line) => line.startsWith('gateway_answers_given_again_total{')),
    ...services.map((service) => sumOf(system, service, isCall)),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

function isCall(line: string): boolean {
  return line.startsWith('http_request_duration_seconds_count{') && !notCalls.test(line);
}

async function sumOf(system: FieldSystem, service: ServiceName, wanted: (line: string) => boolean): Promise<number> {
  const answer = await fetch(`${system.services[service].url}/metrics`);
  const lines = (await answer.text()).split('\n').filter(wanted);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
