import { failure } from '@chowk/contracts';
import type { Reply } from '@chowk/testing';

/** An answer as the table of bad input names it: `401 AUTH_TOKEN_INVALID`. Throws when a refusal is not in the envelope. */
export function answerOf(reply: Reply): string {
  if (reply.status < 400) return String(reply.status);
  const { error } = failure.parse(reply.body);
  return `${reply.status} ${error.code}`;
}

/** The same with what it is about: `422 VALIDATION_FAILED lines.0.quantity OUT_OF_RANGE`. */
export function faultsOf(reply: Reply): string {
  return [answerOf(reply), ...reply.faults].join(' ');
}

/** How often each was answered. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reply of replies) counts[answerOf(reply)] = (counts[answerOf(reply)] ?? 0) + 1;
  return counts;
}
