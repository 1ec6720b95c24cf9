import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { standingOf, type Bucket, type Buckets, type Standing } from './bucket.js';

/**
 * One round trip for all buckets of a call. A key holds the microsecond at which its allowance is whole again, and lives no longer
 * than that; the clock is Redis' own, so that instances agree. What an instance counted alone is taken over, admitted or not; calls are taken ahead only while
 * half of the allowance is left. Answers now, then for each bucket whether it admits, its new time, and the calls taken ahead.
 */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full, admits, counts = {}, {}, true
for i, key in ipairs(KEYS) do
  local calls, window, owed = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2]) * 1000, tonumber(ARGV[4 * i - 1]) * 1000
  full[i] = math.max(tonumber(redis.call('GET', key) or '0'), now + owed)
  admits[i] = full[i] - now + window / calls <= window + 1
  counts = counts and admits[i]
end
local answer = { string.format('%.0f', now) }
for i, key in ipairs(KEYS) do
  local calls, window, ahead = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2]) * 1000, tonumber(ARGV[4 * i])
  if not counts or full[i] - now + (1 + ahead) * window / calls > window / 2 then ahead = 0 end
  if counts then full[i] = full[i] + (1 + ahead) * window / calls end
  if counts or tonumber(ARGV[4 * i - 1]) > 0 then
    redis.call('SET', key, string.format('%.0f', full[i]), 'PX', math.ceil((full[i] - now) / 1000) + 1)
  end
  answer[#answer + 1] = admits[i] and '1' or '0'
  answer[#answer + 1] = string.format('%.0f', full[i])
  answer[#answer + 1] = ahead
end
return answer`;
const sha = createHash('sha1').update(script).digest('hex');

const answer = z.array(z.coerce.number());

/** Counts in Redis, for all instances together. Rejects while Redis is away. */
export class RedisBuckets implements Buckets {
  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {}

  async spend(buckets: readonly Bucket[]): Promise<readonly Standing[]> {
    const keys = buckets.map(({ key }) => `${this.prefix}limit:${key}`);
    const numbers = buckets.flatMap(({ allowance, owedMs, ahead }) => [
      allowance.calls,
      allowance.milliseconds,
      owedMs ?? 0,
      ahead ?? 0,
    ]);
    const [now = 0, ...rest] = answer.parse(await this.run([...keys, ...numbers], keys.length));
    return buckets.map((bucket, index) => {
      const [admits, fullAt = now, ahead = 0] = rest.slice(3 * index, 3 * index + 3);
      return { ...standingOf(bucket, (fullAt - now) / 1000, admits === 1), ahead };
    });
  }

  private async run(values: (string | number)[], keys: number): Promise<unknown> {
    try {
      return await this.redis.evalsha(sha, keys, ...values);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return this.redis.eval(script, keys, ...values);
    }
  }
}
