import { billInvariants } from './bills.ts';
import { dayInvariants } from './days.ts';
import { factInvariants } from './facts.ts';
import { goodsInvariants } from './goods.ts';
import { moneyInvariants } from './money.ts';
import { providerInvariants } from './provider.ts';

/**
 * Asks the database of a service; rows as PostgreSQL's client gives them. Two places are no databases: `razorpay` (the simulator's books, `payments` and
 * `refunds`) and `topics` (ids of the facts in the topic of the service that is asked for).
 */
export type Read = <Row extends object>(service: string, sql: string) => Promise<readonly Row[]>;

/** Looks whether something holds over all databases; answers what is wrong, a line each. */
export type Invariant = (read: Read) => Promise<readonly string[]>;

/**
 * What holds between the databases of all services, the topics and the provider's books whenever nothing is under way, whatever was killed
 * before. Knows nothing of the programs that write them.
 */
export const invariants = {
  ...factInvariants,
  ...billInvariants,
  ...moneyInvariants,
  ...providerInvariants,
  ...goodsInvariants,
  ...dayInvariants,
} satisfies Record<string, Invariant>;
export type InvariantName = keyof typeof invariants;

/** Reads whole topics: asked only where all else holds. */
const costly = 'what is in the topics was told, and what was told is in the topics' satisfies InvariantName;

/** Everything that does not hold, each fault after the name of its invariant; none when all is well. */
export async function invariantFaults(read: Read): Promise<string[]> {
  const faults: string[] = [];
  const inOrder = Object.entries<Invariant>(invariants).sort(
    ([one], [other]) => Number(one === costly) - Number(other === costly),
  );
  for (const [name, invariant] of inOrder)
    if (name !== costly || faults.length === 0)
      faults.push(...(await invariant(read)).map((fault) => `${name}: ${fault}`));
  return faults;
}
