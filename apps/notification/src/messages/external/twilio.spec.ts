import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Twilio } from './twilio.js';

const settings = {
  ...{
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 't',
    TWILIO_FROM: '+15005550006',
    SMS_TIMEOUT_MS: 300,
    RESUME_HOURS: 24,
  },
  OTP_TRANSPORT_SECRET: new Uint8Array(32),
};
const text = { to: '+919812345678', text: 'hello' };

/** What comes of an answer of the provider with this status and code. */
async function outcomeOf(status: number, code: number): Promise<unknown> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status, code, message: 'refused', more_info: '' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    return await new Twilio({ ...settings, TWILIO_URL: `http://127.0.0.1:${port}/` }).send(text);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('Twilio', () => {
  it.each([
    [400, 21211, 'refused'],
    [404, 20404, 'refused'],
    [401, 20003, 'not-sent'],
    [403, 20005, 'not-sent'],
    [429, 20429, 'not-sent'],
    [500, 20500, 'not-sent'],
    [503, 20503, 'not-sent'],
  ])('%i %i: %s', async (status, code, kind) => {
    expect(await outcomeOf(status, code)).toEqual({ kind, reason: `TWILIO_${code}` });
  });

  it('that cannot be reached has sent nothing', async () => {
    const outcome = await new Twilio({ ...settings, TWILIO_URL: 'http://127.0.0.1:1' }).send(text);
    expect(outcome).toEqual({ kind: 'not-sent', reason: 'ECONNREFUSED' });
  });
});
