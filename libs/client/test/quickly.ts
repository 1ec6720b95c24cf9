import { createChowk, memoryStorage, type Chowk, type ChowkOptions } from '../src/index.js';

/** As patient as usual, with shorter pauses. */
export const quickly = { firstPauseMs: 5, longestPauseMs: 20, timeoutMs: 5_000 };

export function chowkAt(baseUrl: string, more: Partial<ChowkOptions> = {}): Chowk {
  return createChowk({ baseUrl, tenant: 'intellidine', storage: memoryStorage(), patience: quickly, ...more });
}

/** The rejection of a call; throws when it was answered. */
export async function rejection(call: Promise<unknown>): Promise<unknown> {
  const answer = await call.then(
    (data) => ({ data }),
    (error: unknown) => ({ error }),
  );
  if ('error' in answer) return answer.error;
  throw new Error(`It was answered: ${JSON.stringify(answer.data)}`);
}
