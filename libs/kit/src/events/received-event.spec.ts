import { event } from '@chowk/contracts/envelope';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '../ids/new-id.js';
import { MessageFault, readEvent, tenantOfKey } from './received-event.js';
import type { WireMessage } from './wire.js';

const Rung = event('bell.rung.v1', { topic: 'bell', tells: 'A bell rang.', schema: z.object({ times: z.number() }) });
const tenant = newId();

function message(headers: Record<string, string> = {}, more: Partial<WireMessage> = {}): WireMessage {
  return {
    topic: 'bell',
    partition: 0,
    offset: '0',
    key: `${tenant}:1`,
    value: Buffer.from('{"times":3}'),
    headers: {
      ce_id: newId(),
      ce_type: Rung.type,
      ce_source: 'bell',
      ce_time: '2026-01-02T03:04:05.678Z',
      ce_subject: '1',
      ce_specversion: '1.0',
      tenant,
      version: '4',
      correlation: 'c',
      ...headers,
    },
    ...more,
  };
}
const faultOf = (bad: WireMessage): MessageFault => {
  try {
    readEvent(bad, Rung);
  } catch (error) {
    if (error instanceof MessageFault) return error;
    throw error;
  }
  throw new Error('it was read');
};

describe('a message', () => {
  it('is read into the event and the envelope it came in', () => {
    const outlet = newId();
    const { event: read, traceparent } = readEvent(message({ outlet, causation: 'x', traceparent: '00-a-b-01' }), Rung);
    expect(read).toMatchObject({
      tenantId: tenant,
      outletId: outlet,
      version: 4,
      causationId: 'x',
      data: { times: 3 },
    });
    expect(read.time.toISOString()).toBe('2026-01-02T03:04:05.678Z');
    expect(traceparent).toBe('00-a-b-01');
  });

  it.each([
    [{ ce_id: 'x' }, 'ce_id'],
    [{ tenant: 'x' }, 'tenant'],
    [{ version: '-1' }, 'version'],
    [{ version: '1.5' }, 'version'],
    [{ ce_time: 'yesterday' }, 'ce_time'],
    [{ ce_specversion: '2' }, 'ce_specversion'],
    [{ outlet: 'x' }, 'outlet'],
  ])('with headers %o is malformed, and the fault names %s', (headers, name) => {
    expect(faultOf(message(headers))).toMatchObject({ reason: 'MALFORMED' });
    expect(faultOf(message(headers)).message).toContain(name);
  });

  it('whose value breaks the schema tells the path, never the value', () => {
    const fault = faultOf(message({}, { value: Buffer.from('{"times":"98765"}') }));
    expect(fault.reason).toBe('SCHEMA');
    expect(fault.message).toContain('times');
    expect(fault.message).not.toContain('98765');
  });

  it('knows its tenant by the key alone', () => {
    expect(tenantOfKey(`${tenant}:1`)).toBe(tenant);
    expect([null, '', tenant, `${tenant}-1`, `${'x'.repeat(36)}:1`].map(tenantOfKey)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
