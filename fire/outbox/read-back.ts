import { readFromBeginning, type KafkaAddress } from '@chowk/kit';

/** What the topic tells, seen as somebody who was there from the first message. */
export interface ReadBack {
  readonly messages: number;
  /** Different events. */
  readonly ids: ReadonlySet<string>;
  /** Told once more after a kill. */
  readonly resent: number;
  /** Steps that came before the one before them: `key: 7 after 5`. */
  readonly outOfOrder: readonly string[];
  /** The last version of each key. */
  readonly last: ReadonlyMap<string, number>;
}

/**
 * Reads the whole topic. Per key each version must follow the one before it; what is told again after a kill begins at a
 * version that was told, and goes on from there without a gap.
 */
export async function readBack(address: KafkaAddress, topic: string): Promise<ReadBack> {
  const ids = new Set<string>();
  const outOfOrder: string[] = [];
  const last = new Map<string, number>();
  const before = new Map<string, number>();
  let messages = 0;
  const reader = readFromBeginning(address, [topic], ({ key, headers }) => {
    messages++;
    ids.add(headers['ce_id'] ?? '');
    const version = Number(headers['version']);
    const previous = before.get(key ?? '') ?? 0;
    if (version > previous + 1) outOfOrder.push(`${key}: ${version} after ${previous}`);
    before.set(key ?? '', version);
    last.set(key ?? '', Math.max(version, last.get(key ?? '') ?? 0));
  });
  await reader.whenCaughtUp;
  await reader.close();
  // The last thing told of a key must be its newest step, or the re-sending stopped short
  for (const [key, version] of before)
    if (version !== last.get(key)) outOfOrder.push(`${key}: ends with ${version} after ${last.get(key)}`);
  return { messages, ids, resent: messages - ids.size, outOfOrder, last };
}
