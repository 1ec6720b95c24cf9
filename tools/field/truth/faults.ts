import type { FieldSystem } from '../field-system.ts';
import { withDatabase } from '../drained.ts';
import { invariantFaults, type Read } from './invariants.ts';
import { factsInTopics, razorpayBooks, type OutsideAddress } from './outside.ts';

/** What does not hold in the system now, a line each; to be asked when nothing is under way. */
export function faults({ databases, dataDir, prefix, servers }: FieldSystem): Promise<string[]> {
  const beyond = outside({ dataDir, prefix, kafkaBrokers: servers.kafkaBrokers });
  return invariantFaults(async <Row extends object>(place: string, question: string) => {
    return (await beyond<Row>(place, question)) ?? (await databases.query<Row>(place, question));
  });
}

/** Answers what is asked of places that are no databases, from one look at them; undefined for databases. */
export function outside(address: OutsideAddress) {
  let books: ReturnType<typeof razorpayBooks> | undefined;
  let topics: ReturnType<typeof factsInTopics> | undefined;
  return async <Row extends object>(place: string, question: string): Promise<readonly Row[] | undefined> => {
    if (place === 'razorpay') {
      books ??= razorpayBooks(address);
      return (question === 'payments' ? books.payments : books.refunds) as readonly object[] as readonly Row[];
    }
    if (place !== 'topics') return undefined;
    topics ??= factsInTopics(address, withDatabase);
    return [...((await topics).get(question) ?? [])].map((id) => ({ id })) as object[] as Row[];
  };
}

export type { Read };
