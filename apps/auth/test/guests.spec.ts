import { AuthSessionRevocation, TableSessionClosed, type DataOf } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { eventually, messageOf } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intellidine, RunningAuth } from './running-auth.js';

describe('The guests of a table', () => {
  let auth: RunningAuth;
  beforeAll(async () => {
    auth = await RunningAuth.start();
  });
  afterAll(() => auth.close());

  it('are shut out when their table session is closed, once however often that is told', async () => {
    const sessionId = newId();
    const seating = { outletId: newId(), tableId: newId(), tableLabel: '5', businessDate: '2026-11-20' };
    const data: DataOf<typeof TableSessionClosed> = { ...seating, tableSessionId: sessionId };
    const closed = messageOf(TableSessionClosed, {
      ...{ tenantId: intellidine, aggregateId: sessionId, data, version: 3 },
      headers: { outlet: data.outletId },
    });
    const revocations = async () =>
      (await auth.facts(AuthSessionRevocation)).filter((revocation) => revocation.sessionId === sessionId);
    await auth.service.kafka.send(closed, closed);
    await eventually('the guests are shut out', async () => (await revocations()).length > 0);
    const next = newId();
    await auth.service.kafka.send(
      messageOf(TableSessionClosed, {
        tenantId: intellidine,
        aggregateId: next,
        data: { ...data, tableSessionId: next },
      }),
    );
    await eventually('what came behind it was heard', async () =>
      (await auth.facts(AuthSessionRevocation)).some((revocation) => revocation.sessionId === next),
    );
    const [revocation, ...others] = await revocations();
    expect(others).toEqual([]);
    expect(revocation?.personId).toBe(sessionId);
    const lasts = Date.parse(revocation?.until ?? '') - Date.now();
    expect(Math.abs(lasts - 6 * 3_600_000)).toBeLessThan(60_000);
  });
});
