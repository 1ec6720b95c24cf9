import { billInvariants } from './bills.ts';
import { dayInvariants } from './days.ts';
import { factInvariants } from './facts.ts';
import { goodsInvariants } from './goods.ts';
import { moneyInvariants } from './money.ts';

/** Asks the database of a service; rows as PostgreSQL's client gives them. */
export type Read = <Row extends object>(service: string, sql: string) => Promise<readonly Row[]>;

/** Looks whether something holds over all databases; answers what is wrong, a line each. */
export type Invariant = (read: Read) => Promise<readonly string[]>;

/**
 * What holds between the databases of all services whenever nothing is under way, whatever was killed before. Knows tables
 * alone and nothing of the programs that write them.
 */
export const invariants = {
  ...factInvariants,
  ...billInvariants,
  ...moneyInvariants,
  ...goodsInvariants,
  ...dayInvariants,
} satisfies Record<string, Invariant>;
export type InvariantName = keyof typeof invariants;

/** Everything that does not hold, each fault after the name of its invariant; none when all is well. */
export async function invariantFaults(read: Read): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, invariant] of Object.entries<Invariant>(invariants))
    faults.push(...(await invariant(read)).map((fault) => `${name}: ${fault}`));
  return faults;
}
