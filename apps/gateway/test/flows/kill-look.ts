import { openBehind, runningSystem, type BehindClient } from '@chowk/testing';
import { outside } from '../../../../tools/field/truth/faults.ts';
import { invariantFaults, type Read } from '../../../../tools/field/truth/invariants.ts';

const system = runningSystem();

/** Asks the databases of all services by one connection each, for as long as the work takes. */
export async function looking<Result>(work: (read: Read) => Promise<Result>): Promise<Result> {
  const clients = new Map<string, Promise<BehindClient>>();
  const clientOf = (service: string) => {
    const client = clients.get(service) ?? openBehind(system, service);
    clients.set(service, client);
    return client;
  };
  try {
    const beyond = outside(system);
    return await work(
      async <Row extends object>(service: string, sql: string) =>
        (await beyond<Row>(service, sql)) ?? (await (await clientOf(service)).query<Row>(sql)).rows,
    );
  } finally {
    for (const client of clients.values()) await (await client).end();
  }
}

/** What does not hold in the running system, a line each. */
export const systemFaults = (): Promise<string[]> => looking(invariantFaults);
