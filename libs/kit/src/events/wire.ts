/** A message as it came from the broker; the topic is without the prefix of this installation. */
export interface WireMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message to be sent; the topic is without the prefix of this installation. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string | null;
  readonly value: Buffer | string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why the broker did not take a batch: `too-big` and `no-topic` are about the batch, `away` is about the broker. */
export type SendFailureReason = 'too-big' | 'no-topic' | 'away';

/** Nothing of the batch counts as sent; what arrived all the same will arrive twice. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  constructor(
    readonly reason: SendFailureReason,
    cause: unknown,
  ) {
    super(`Kafka did not take the batch (${reason}): ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** Bytes a message takes on the wire, a little generously. */
export function wireSize(message: OutgoingMessage): number {
  let size = 80 + (message.key ? Buffer.byteLength(message.key) : 0);
  if (message.value !== null) size += Buffer.byteLength(message.value);
  for (const [name, value] of Object.entries(message.headers)) size += name.length + Buffer.byteLength(value) + 4;
  return size;
}

/** Kafka counts a batch per partition against `message.max.bytes` (1 MiB); the worst case is one partition. */
export const batchBytes = 900_000;

/** Cuts a list into batches the broker takes, in order; a message that is too big by itself stands alone. */
export function* inBatches(messages: readonly OutgoingMessage[]): Generator<OutgoingMessage[]> {
  let batch: OutgoingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = wireSize(message);
    if (batch.length > 0 && bytes + size > batchBytes) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
