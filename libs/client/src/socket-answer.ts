import { fieldOf, textOf } from './answer.js';
import { ChowkError } from './chowk-error.js';
import type { Acknowledged, SocketFailure } from './room-event.js';

/** Longest wait for an acknowledgement (ms). */
export const answerMs = 5_000;

/** `data` of an acknowledgement. Rejects with the refusal, or with TIMEOUT. */
export async function answered<Data>(asked: Promise<Acknowledged<Data>>): Promise<Data> {
  let answer: Acknowledged<Data>;
  try {
    answer = await asked;
  } catch (cause) {
    throw new ChowkError({ code: 'TIMEOUT', message: `The screen was not answered in ${answerMs} ms.`, cause });
  }
  if (answer.success) return answer.data;
  throw refusalOf(answer);
}

/** What was refused over a socket, as calls are. */
export function refusalOf({ status, error }: SocketFailure): ChowkError {
  return new ChowkError({ ...error, status });
}

/** Why a handshake was refused: `data` of the error; without it the server could not even say so. */
export function refusalOfHandshake(error: Error): ChowkError {
  const data = fieldOf(error, 'data');
  const status = fieldOf(data, 'status');
  return new ChowkError({
    code: textOf(data, 'code') ?? 'NETWORK',
    message: textOf(data, 'message') ?? error.message,
    status: typeof status === 'number' ? status : 0,
    details: fieldOf(data, 'details'),
    cause: error,
  });
}
