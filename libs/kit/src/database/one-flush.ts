import type { PoolClient } from 'pg';

/** Lets everything that `send` writes leave in one piece: a pipelined connection writes once, not per statement. */
export function inOneFlush<Result>(client: PoolClient, send: () => Result): Result {
  const { stream } = client.connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
