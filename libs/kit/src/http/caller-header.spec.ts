import { describe, expect, it } from 'vitest';
import { signCaller, verifyCaller } from './caller-header.js';

const secret = 'a key that only the gateway and services know';
const caller = { peer: '203.0.113.9', requestId: 'r-1', at: 1_000_000 };

describe('The header in which the gateway tells who calls', () => {
  it('is believed when the gateway signed it within a minute', () => {
    const header = signCaller(caller, secret);
    expect(verifyCaller(header, secret, caller.at + 60_000)).toEqual(caller);
    expect(verifyCaller(header, secret, caller.at + 60_001)).toBeUndefined();
    expect(verifyCaller(header, secret, caller.at - 60_001)).toBeUndefined();
  });

  it('is not believed when any part of it was changed, or another key signed it', () => {
    const header = signCaller(caller, secret);
    const [body = '', signature = ''] = header.split('.');
    const other = Buffer.from(JSON.stringify({ ...caller, peer: '10.0.0.1' })).toString('base64url');
    for (const forged of [
      `${other}.${signature}`,
      `${body}.`,
      body,
      `${header}.x`,
      '',
      '.',
      `${body}.${signature.slice(1)}`,
    ])
      expect(verifyCaller(forged, secret, caller.at)).toBeUndefined();
    expect(verifyCaller(signCaller(caller, `${secret}!`), secret, caller.at)).toBeUndefined();
  });
});
