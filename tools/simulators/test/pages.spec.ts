import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwilioSimulator, type TwilioSimulator } from '../src/twilio/index.js';

const page = 'http://127.0.0.1:5173';
let simulator: TwilioSimulator;
beforeAll(async () => {
  simulator = await startTwilioSimulator({ accounts: [{ sid: `AC${'a'.repeat(32)}`, authToken: 'token-a' }] });
});
afterAll(() => simulator.close());

describe('A page of a frontend', () => {
  it.each([page, 'http://localhost:4000', 'http://[::1]:4000'])('of this machine, %s, may read SMS', async (origin) => {
    const answer = await fetch(`${simulator.url}/_control/inbox?to=%2B91`, { headers: { origin } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('of this machine may send JSON', async () => {
    const asking = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    const headers = { origin: page, ...asking };
    const answer = await fetch(`${simulator.url}/_control/pay`, { method: 'OPTIONS', headers });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(answer.headers.get('access-control-allow-headers')).toBe('Content-Type');
  });

  it.each(['https://evil.example', 'http://127.0.0.1.evil.example', 'null'])('of %s may not', async (origin) => {
    const answer = await fetch(`${simulator.url}/_control/inbox?to=%2B91`, { headers: { origin } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  it("may not call the provider's API, which is for servers", async () => {
    const answer = await fetch(`${simulator.url}/2010-04-01/Accounts/AC/Messages.json`, { headers: { origin: page } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
