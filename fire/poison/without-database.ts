import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Field } from '../../tools/field/fire.ts';
import { until } from '../../tools/field/until.ts';
import { good } from './kinds.ts';
import { openLetters } from './open-letters.ts';
import type { SickTopics } from './sick-topics.ts';

/** PostgreSQL is gone for three minutes while facts go on coming. */
export async function withoutDatabase(
  field: Field,
  topics: SickTopics,
  tenantId: string,
): Promise<Record<string, number>> {
  const { system } = field;
  const { postgres } = system.servers;
  const facts = Array.from({ length: 60 }, () => good(tenantId, randomUUID(), 'discount.released.v1'));
  const seconds = field.amount(180, 3);
  await postgres.kill();
  const since = performance.now();
  for (const [n, fact] of facts.entries()) {
    await topics.send('discount', n % 6, [fact]);
    await pause((seconds * 1000) / facts.length);
  }
  const away = Math.round((performance.now() - since) / 1000);
  await postgres.start();
  const back = performance.now();
  await until(
    'all facts are handled',
    60,
    async () => {
      const sql = 'select 1 from inbox where event_id = any($1::uuid[])';
      return (
        (await system.behind('order', sql, [facts.map(({ headers }) => headers['ce_id'] ?? '')])).length ===
        facts.length
      );
    },
    100,
  );
  const caughtUpSeconds = Math.round((performance.now() - back) / 100) / 10;
  const open = await openLetters(system);
  field.check(`${away} s without the database dead-letter nothing`, open.length === 0, open);
  return { secondsWithoutDatabase: away, caughtUpSeconds };
}
