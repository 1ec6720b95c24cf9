import type pg from 'pg';
import { OpenTransaction, type TransactionOpening } from './open-transaction.js';

/**
 * Runs `work` in a transaction on a connection of the pool and commits it. Whatever fails is rolled back and thrown;
 * a connection that broke or could not roll back is destroyed, never returned.
 */
export async function runTransaction<Result>(
  pool: pg.Pool,
  opening: TransactionOpening,
  work: (transaction: OpenTransaction) => Promise<Result>,
  committed: (transaction: OpenTransaction) => Promise<void>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  const transaction = new OpenTransaction(client, opening);
  let result: Result;
  try {
    result = await work(transaction);
    await transaction.commit();
  } catch (error) {
    const cause = await transaction.causeOf(error);
    if (!broken) {
      try {
        await transaction.rollback();
      } catch (failure) {
        broken = failure instanceof Error ? failure : new Error(String(failure));
      }
    }
    throw cause;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
  await committed(transaction);
  return result;
}
