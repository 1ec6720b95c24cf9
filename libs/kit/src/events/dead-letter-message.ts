import type { deadLetterHeaders } from '@chowk/contracts/envelope';
import type { z } from 'zod';
import type { OutboxRow } from '../database/outbox-row.js';
import type { DeadLetter } from './dead-letter-store.js';
import type { OutgoingMessage } from './wire.js';

/** A dead letter on its topic: the message as it came, and what befell it in headers `dl-*`. */
export function deadLetterMessage(row: OutboxRow, letter: DeadLetter): OutgoingMessage {
  const fate: z.input<typeof deadLetterHeaders> = {
    'dl-id': letter.id,
    'dl-reason': letter.reason,
    'dl-error': letter.error,
    'dl-topic': letter.topic,
    'dl-partition': String(letter.partition),
    'dl-offset': letter.offset,
    'dl-consumer': letter.consumer,
    'dl-attempts': String(letter.attempts),
    'dl-time': letter.lastFailedAt.toISOString(),
  };
  return { topic: row.topic, key: letter.key, value: letter.body, headers: { ...letter.headers, ...fate } };
}
