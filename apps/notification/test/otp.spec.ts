import { newId } from '@chowk/kit';
import { eventually, type TopicListener } from '@chowk/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SendingQueue } from '../src/messages/use-cases/sending-queue.js';
import { SendMessage } from '../src/messages/use-cases/send-message.js';
import { RunningNotification } from './running-notification.js';

/** On real PostgreSQL, Redis and Kafka, with Twilio's simulator at the other end. */
describe('A one-time password', () => {
  let running: RunningNotification;
  let heard: TopicListener;
  beforeAll(async () => {
    running = await RunningNotification.start();
    heard = running.it.kafka.listen('notification', 'auth');
  });
  afterEach(async () => {
    await fetch(`${running.twilio.url}/_control/faults`, { method: 'DELETE' });
  });
  afterAll(async () => {
    await heard.close();
    await running.close();
  });

  const settled = (messageId: string, state: string) =>
    eventually(
      `message ${messageId} is ${state}`,
      async () => {
        const row = await running.message(messageId);
        return row?.state === state && row;
      },
      { timeout: 20_000 },
    );
  const said = (type: string, messageId: string) =>
    heard.heard(type, ({ headers }) => headers['ce_type'] === type && headers['ce_subject'] === messageId);

  it('is sent in the language that was asked for, and it is told that it was', async () => {
    const english = await running.otp();
    await settled(english.messageId, 'SENT');
    expect(await running.inbox(english.phone)).toEqual([
      `${english.code} is your code for Intellidine. It is valid for 5 minutes.`,
    ]);
    const sent = await said('message.sent.v1', english.messageId);
    expect(JSON.parse(String(sent.value))).toEqual({
      ...{ messageId: english.messageId, channel: 'SMS', purpose: 'OTP', about: english.challengeId },
    });
    const hindi = await running.otp({ language: 'hi' });
    await settled(hindi.messageId, 'SENT');
    expect((await running.inbox(hindi.phone))[0]).toContain(`${hindi.code} Intellidine के लिए`);
  });

  it('is sent once, although the event comes twice', async () => {
    const { message, messageId, phone } = await running.otp();
    await running.it.kafka.send(message);
    await settled(messageId, 'SENT');
    const next = await running.otp();
    await settled(next.messageId, 'SENT');
    expect(await running.inbox(phone)).toHaveLength(1);
  });

  it('is sent once, although two instances and the sweep look at it at once', async () => {
    await running.fault({ fault: 'slow', delayMs: 200 });
    const { messageId, phone } = await running.otp();
    await eventually('it is kept', () => running.message(messageId));
    const send = running.it.app.get(SendMessage);
    const name = { tenantId: running.tenant.id, id: messageId };
    await Promise.all([send.run(name), send.run(name), running.it.app.get(SendingQueue).sweep(), send.run(name)]);
    await settled(messageId, 'SENT');
    expect(await running.inbox(phone)).toHaveLength(1);
  });

  it('is tried again when the provider fails, and sent then', async () => {
    await running.fault({ fault: 'fail', status: 503, times: 2 });
    const { messageId, phone } = await running.otp();
    const row = await settled(messageId, 'SENT');
    expect(row).toMatchObject({ attempts: 3, sealed: null, failure: null });
    expect(await running.inbox(phone)).toHaveLength(1);
  });

  it('is given up at once when the provider refuses the number', async () => {
    const { messageId } = await running.otp({ phone: '+15005550001' });
    expect(await settled(messageId, 'FAILED')).toMatchObject({ attempts: 1, failure: 'TWILIO_21211', sealed: null });
    const failed = await said('message.failed.v1', messageId);
    expect(JSON.parse(String(failed.value))).toMatchObject({ reason: 'TWILIO_21211', purpose: 'OTP' });
  });

  it('is tried once more when no answer comes in time', async () => {
    await running.fault({ fault: 'hang', times: 1 });
    const { messageId, phone } = await running.otp();
    expect(await settled(messageId, 'SENT')).toMatchObject({ attempts: 2 });
    expect(await running.inbox(phone)).toHaveLength(1);
  });

  it('reaches a phone at most twice when answers are lost, and is given up then', async () => {
    await running.fault({ fault: 'lose', times: 5 });
    const { messageId, phone } = await running.otp();
    expect(await settled(messageId, 'FAILED')).toMatchObject({ attempts: 2, doubts: 2 });
    expect(await running.inbox(phone)).toHaveLength(2);
  });

  it('is not sent once it has expired', async () => {
    const { messageId, phone } = await running.otp({ expiresIn: -1_000 });
    expect(await settled(messageId, 'FAILED')).toMatchObject({ attempts: 0, failure: 'EXPIRED' });
    expect(await running.inbox(phone)).toEqual([]);
  });

  it('that cannot be opened is given up, and nothing of it is told', async () => {
    const { messageId } = await running.otp({ sealed: 'not-a-sealed-thing' });
    expect(await settled(messageId, 'FAILED')).toMatchObject({ failure: 'UNREADABLE' });
  });

  it('is sent by the sweep when no hint came', async () => {
    const id = newId();
    const { sealed, phone } = await sealedBy(running);
    await running.it.query(
      `insert into outgoing_message (tenant_id, id, version, created_at, updated_at, channel, purpose, about, state, sealed,
         attempts, doubts, requested_at, expires_at, next_try_at)
       values ($1, $2, 1, now(), now(), 'SMS', 'OTP', $3, 'QUEUED', $4, 0, 0, now(), now() + interval '5 min', now() - interval '5 s')`,
      [running.tenant.id, id, newId(), sealed],
    );
    await settled(id, 'SENT');
    await eventually('it arrived', async () => (await running.inbox(phone)).length > 0);
  });

  it('and its phone number appear in no log line, table or topic', async () => {
    const { messageId, phone, code } = await running.otp();
    await settled(messageId, 'SENT');
    await said('message.sent.v1', messageId);
    const tables = await running.it.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    expect(tables.length).toBeGreaterThan(8);
    const kept = await Promise.all(
      tables.map(({ name }) => running.it.query(`select to_jsonb(t)::text as row from "${name}" t`)),
    );
    await heard.catchUp();
    const told = heard.messages.map(({ headers, value }) => `${JSON.stringify(headers)} ${String(value)}`);
    const everything = [JSON.stringify(kept), ...told, ...running.it.log].join('\n');
    expect(everything).toContain(messageId);
    // As a word: six digits occur by chance inside of ids and ciphertext
    expect(everything).not.toMatch(new RegExp(`(?<![0-9A-Za-z_.-])${code}(?![0-9A-Za-z_.-])`));
    expect(everything).not.toContain(phone.slice(1));
  });

  it('is counted by outcome, and those that wait as well', async () => {
    const { messageId } = await running.otp();
    await settled(messageId, 'SENT');
    const metrics = await (await fetch(`${running.it.url}/metrics`)).text();
    expect(metrics).toMatch(/messages_sent_total\{channel="SMS",outcome="sent",service="notification"\} [1-9]/);
    expect(metrics).toMatch(/message_queue_depth\{channel="SMS",service="notification"\} 0/);
  });
});

/** The sealed text of a code, without its event. */
async function sealedBy(running: RunningNotification): Promise<{ sealed: string; phone: string }> {
  const { message, phone, messageId } = await running.otp({ expiresIn: -1_000 });
  await eventually('the other one is settled', async () => (await running.message(messageId))?.state === 'FAILED');
  return { sealed: (JSON.parse(String(message.value)) as { sealed: string }).sealed, phone };
}
