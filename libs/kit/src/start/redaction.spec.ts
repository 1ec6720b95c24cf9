import { describe, expect, it } from 'vitest';
import { Log } from './log.js';
import { runInCall } from '../context/call-context.js';

const token = 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJlLW9mLXRva2Vu';

function logged(write: (log: Log) => void): string {
  const lines: string[] = [];
  write(Log.open({ service: 'test', level: 'debug', destination: { write: (line: string) => void lines.push(line) } }));
  return lines.join('');
}

describe('No secret and no person reaches a log line', () => {
  it.each([
    ['a phone number in a sentence', 'sent to +919876543210 today', '9876543210'],
    ['a bare Indian mobile', 'sent to 9876543210.', '9876543210'],
    ['a spaced phone number', 'call +91 98765 43210', '98765 43210'],
    ['an e-mail address', 'mail asha.rao+x@example.co.in bounced', 'asha.rao'],
    ['an access token', `token ${token} is bad`, 'c2lnbmF0dXJl'],
    ['a bearer header', 'Authorization: Bearer abc.def-ghi', 'abc.def'],
    ['a one-time code', 'the otp is 482913', '482913'],
    ['a one-time code with a colon', 'OTP: 4829', '4829'],
    ['a password in an address', 'postgres://app:hunter2hunter2@127.0.0.1/db', 'hunter2hunter2'],
    ['a secret as key and value', 'RAZORPAY_KEY_SECRET=Zx81kkPq77', 'Zx81kkPq77'],
    ['a secret in JSON inside text', '{"clientSecret":"Zx81kkPq77"}', 'Zx81kkPq77'],
  ])('%s', (_name, text, canary) => {
    const lines = logged((log) => {
      log.info(text);
      log.info('nested', { body: { text }, list: [text] });
      log.error('failed', { error: new Error(text) });
    });
    expect(lines).not.toContain(canary);
    expect(lines.trim().split('\n')).toHaveLength(3);
    for (const line of lines.trim().split('\n')) JSON.parse(line);
  });

  it.each(['password', 'token', 'otp', 'pin', 'phone', 'email', 'authorization', 'signature'])(
    'the field %s, at the top and inside',
    (field) => {
      const lines = logged((log) =>
        log.info('fields', { [field]: 'canary-1', a: { [field]: 'canary-1', b: { [field]: { deep: 'canary-1' } } } }),
      );
      expect(lines).not.toContain('canary-1');
      expect(lines).toContain('[redacted]');
    },
  );

  it('fields of errors, of their causes, and of what tells itself as JSON', () => {
    const cause = Object.assign(new Error('inner'), { config: { headers: { authorization: 'canary-1' } } });
    const error = Object.assign(new Error('outer', { cause }), { token: 'canary-1', status: 502 });
    const told = { toJSON: () => ({ at: 'noon', pin: 'canary-1' }) };
    const line = logged((log) => log.error('failed', { error, told, when: new Date(0), all: [{ otp: 'canary-1' }] }));
    expect(line).not.toContain('canary-1');
    const said: unknown = JSON.parse(line);
    expect(said).toMatchObject({
      told: { at: 'noon' },
      when: '1970-01-01T00:00:00.000Z',
      all: [{ otp: '[redacted]' }],
    });
    expect(said).toMatchObject({
      error: { type: 'Error', status: 502, stack: expect.stringContaining('redaction.spec') },
    });
  });

  it('what goes round in circles, or is endless, makes one line of bounded length', () => {
    const round: Record<string, unknown> = { name: 'round', secret: 'canary-1' };
    round['self'] = round;
    round['list'] = Array.from({ length: 5_000 }, (_, n) => ({ n, round }));
    const line = logged((log) => log.info('odd', { round }));
    expect(line).not.toContain('canary-1');
    expect(line.length).toBeLessThan(200_000);
    expect(JSON.parse(line)).toMatchObject({ round: { name: 'round', secret: '[redacted]' } });
  });

  it('ids, times, counts and codes stay readable', () => {
    const id = '01928374-9876-7000-8000-987654321098';
    const fields = { orderId: id, total: 9_876_543, durationMs: 12.5, code: 'OTP_INVALID', route: '/auth/otp/:id' };
    const line = logged((log) => log.info('order placed', fields));
    expect(JSON.parse(line)).toMatchObject({ level: 'info', message: 'order placed', service: 'test', ...fields });
  });

  it('a line inside a call carries its ids, and nothing of the person but the id', () => {
    const call = {
      requestId: 'r-1',
      tenantId: 't-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    const line = runInCall(call, () => logged((log) => log.info('inside')));
    expect(JSON.parse(line)).toMatchObject({
      requestId: 'r-1',
      tenantId: 't-1',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });
});
