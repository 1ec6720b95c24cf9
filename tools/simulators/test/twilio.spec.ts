import twilio from 'twilio';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTwilioSimulator, type TwilioSimulator } from '../src/twilio/index.js';
import { control } from './control.js';
import { deadAddress, startReceiver, type Receiver } from './receiver.js';
import { twilioClient } from './twilio-client.js';

const ACCOUNT = { sid: `AC${'a'.repeat(32)}`, authToken: 'token-a', senders: ['+15005550006'] };
const OTHER = { sid: `AC${'b'.repeat(32)}`, authToken: 'token-b' };
const PHONE = '+919812345678';

let simulator: TwilioSimulator;
let receiver: Receiver;
beforeAll(async () => {
  simulator = await startTwilioSimulator({ accounts: [ACCOUNT, OTHER], stepMs: 5 });
  receiver = await startReceiver();
});
afterEach(async () => {
  await control(simulator.url, 'DELETE', 'books');
  receiver.received.length = 0;
});
afterAll(async () => {
  await simulator.close();
  await receiver.close();
});

const client = () => twilioClient(simulator.url, ACCOUNT.sid, ACCOUNT.authToken);
const send = (more: object = {}) =>
  client().messages.create({ to: PHONE, from: '+15005550006', body: 'Your code is 123456', ...more });
const inbox = async (to: string) =>
  (await control<{ messages: { body: string }[] }>(simulator.url, 'GET', `inbox?to=${to}`)).body.messages;

describe('A message sent with the official client', () => {
  it('is queued first and delivered a little later', async () => {
    const message = await send();
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(message).toMatchObject({
      accountSid: ACCOUNT.sid,
      status: 'queued',
      to: PHONE,
      direction: 'outbound-api',
      numSegments: '1',
      errorCode: null,
    });
    await vi.waitFor(async () => expect((await client().messages(message.sid).fetch()).status).toBe('delivered'));
    expect((await client().messages(message.sid).fetch()).dateSent).toBeInstanceOf(Date);
  });

  it('lies in the inbox of its phone, newest last', async () => {
    await send({ body: 'one' });
    await send({ to: '+919800000000', body: 'elsewhere' });
    const last = await send({ body: 'two' });
    expect((await inbox(PHONE)).map(({ body }) => body)).toEqual(['one', 'two']);
    expect((await inbox(encodeURIComponent(PHONE))).at(-1)).toEqual({
      sid: last.sid,
      to: PHONE,
      from: '+15005550006',
      body: 'two',
      sentAt: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    });
    const all = await control<{ messages: object[] }>(simulator.url, 'GET', 'inbox');
    expect(all.body.messages).toHaveLength(3);
  });

  it("is refused with Twilio's codes", async () => {
    await expect(send({ to: '12' })).rejects.toMatchObject({
      status: 400,
      code: 21211,
      moreInfo: 'https://www.twilio.com/docs/errors/21211',
    });
    await expect(send({ from: '+15005550007' })).rejects.toMatchObject({ status: 400, code: 21606 });
    await expect(
      twilioClient(simulator.url, ACCOUNT.sid, 'wrong').messages.create({ to: PHONE }),
    ).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
    const anonymous = await fetch(`${simulator.url}/2010-04-01/Accounts/${ACCOUNT.sid}/Messages.json`, {
      method: 'POST',
    });
    expect(anonymous.status).toBe(401);
    expect(await inbox(PHONE)).toEqual([]);
  });

  it('is not found by another account, nor under an unknown sid or path', async () => {
    const { sid } = await send();
    const other = twilioClient(simulator.url, OTHER.sid, OTHER.authToken);
    await expect(other.messages(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(client().messages('SM0').fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    const headers = { authorization: `Basic ${btoa(`${OTHER.sid}:${OTHER.authToken}`)}` };
    const url = `${simulator.url}/2010-04-01/Accounts/${ACCOUNT.sid}`;
    expect((await fetch(`${url}/Messages/${sid}.json`, { headers })).status).toBe(404);
    expect((await fetch(`${url}/Calls.json`, { headers })).status).toBe(404);
  });
});

describe('A status callback', () => {
  it('tells of each step, signed so that the official validator accepts it', async () => {
    const { sid } = await send({ statusCallback: receiver.url });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2));
    const posts = receiver.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(posts).toMatchObject([
      { MessageSid: sid, MessageStatus: 'sent', To: PHONE },
      { MessageSid: sid, MessageStatus: 'delivered', AccountSid: ACCOUNT.sid },
    ]);
    for (const [index, { headers }] of receiver.received.entries()) {
      const signature = String(headers['x-twilio-signature']);
      expect(twilio.validateRequest(ACCOUNT.authToken, signature, receiver.url, posts[index] ?? {})).toBe(true);
      expect(twilio.validateRequest('other', signature, receiver.url, posts[index] ?? {})).toBe(false);
    }
    await vi.waitFor(async () => {
      const { body } = await control<{ callbacks: object[] }>(simulator.url, 'GET', 'callbacks');
      expect(body.callbacks).toMatchObject([{ answerStatus: 200 }, { status: 'delivered', answerStatus: 200 }]);
    });
  });

  it('that nobody takes is in the log with its reason', async () => {
    await send({ statusCallback: await deadAddress() });
    await vi.waitFor(async () => {
      const { body } = await control<{ callbacks: { error: string }[] }>(simulator.url, 'GET', 'callbacks');
      expect(body.callbacks.map(({ error }) => error)).toEqual([
        expect.stringContaining('ECONNREFUSED'),
        expect.stringContaining('ECONNREFUSED'),
      ]);
    });
  });
});

describe('The network', () => {
  it.each([
    ['undelivered', ['sent', 'undelivered']],
    ['failed', ['failed']],
  ])('may leave a message %s', async (outcome, steps) => {
    await control(simulator.url, 'POST', 'outcome', { outcome, times: 1 });
    const message = await send({ statusCallback: receiver.url });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(steps.length));
    const posts = receiver.received.map(({ body }) => new URLSearchParams(body));
    expect(posts.map((post) => post.get('MessageStatus'))).toEqual(steps);
    expect(posts.at(-1)?.get('ErrorCode')).toBe('30003');
    expect(await client().messages(message.sid).fetch()).toMatchObject({ status: outcome, errorCode: 30003 });
    expect(await inbox(PHONE)).toEqual([]);
    await send();
    expect(await inbox(PHONE)).toHaveLength(1);
  });

  it('takes an outcome it knows only', async () => {
    expect((await control(simulator.url, 'POST', 'outcome', { outcome: 'eaten' })).status).toBe(400);
    expect((await control(simulator.url, 'POST', 'outcome', { outcome: 'delivered' })).status).toBe(200);
  });
});
