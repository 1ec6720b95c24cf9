import { execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '../src/razorpay/index.js';
import { control } from './control.js';
import { razorpayClient } from './razorpay-client.js';
import { INTELLIDINE } from './razorpay.mother.js';
import { startReceiver, type Receiver } from './receiver.js';

const project = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let receiver: Receiver;
const started: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'simulators-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const build = ['src', '-d', folder, '--strip-leading-paths', '--config-file', '../../build.swcrc', '--quiet'];
  await promisify(execFile)(join(project, '../../node_modules/.bin/swc'), build, { cwd: project });
  receiver = await startReceiver();
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const environment = (data: string) => ({
  PORT: '0',
  SIMULATOR_DATA: join(folder, data),
  RAZORPAY_SIMULATOR_ACCOUNTS: JSON.stringify([{ ...INTELLIDINE, webhookUrl: receiver.url }]),
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_FROM: 'CHOWK',
});

/** Starts a simulator as a process of its own and waits until it says where it listens. */
async function start(name: 'razorpay' | 'twilio', data: string, ipc = false) {
  const main = join(folder, name, 'main.js');
  const env = environment(data);
  const child = ipc
    ? fork(main, { env, silent: true })
    : spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  if (!child.stdout) throw new Error('The simulator has no output');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url, pid } = JSON.parse(line.toString('utf8')) as { url: string; pid: number };
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return { child, url, pid, ended };
}

describe('A simulator as a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with status 0 on %s, also while a call hangs', async (signal) => {
    const { child, url, pid, ended } = await start('twilio', signal);
    expect((await control(url, 'GET', 'health')).body).toEqual({ status: 'ok', pid });
    await control(url, 'POST', 'faults', { fault: 'hang' });
    const hanging = fetch(`${url}/2010-04-01/x`).catch((error: unknown) => error);
    await vi.waitFor(async () => expect((await control(url, 'GET', 'faults')).body).toEqual({ faults: [] }));
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(await hanging).toBeInstanceOf(TypeError);
  });

  it('ends with status 0 when its launcher is gone', async () => {
    const { child, ended } = await start('razorpay', 'launcher', true);
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('keeps its books over kill -9, and goes on with a webhook that was not delivered', async () => {
    receiver.answers.push(500);
    const first = await start('razorpay', 'kill');
    const client = razorpayClient(first.url, INTELLIDINE.keyId, INTELLIDINE.keySecret);
    const order = await client.orders.create({ amount: 25_000, currency: 'INR', receipt: 'kept' });
    await control(first.url, 'POST', 'pay', { orderId: order.id, outcome: 'failed' });
    const log = async (url: string) =>
      (await control<{ webhooks: Delivery[] }>(url, 'GET', 'webhooks')).body.webhooks.map((sent) => [
        sent.state,
        sent.attempts.map(({ status }) => status),
      ]);
    await vi.waitFor(async () => expect(await log(first.url)).toEqual([['pending', [500]]]));
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await start('razorpay', 'kill');
    const again = razorpayClient(second.url, INTELLIDINE.keyId, INTELLIDINE.keySecret);
    expect(await again.orders.all({ receipt: 'kept' })).toMatchObject({
      items: [{ id: order.id, status: 'attempted' }],
    });
    expect(await again.orders.fetchPayments(order.id)).toMatchObject({ items: [{ status: 'failed' }] });
    await vi.waitFor(async () => expect(await log(second.url)).toEqual([['delivered', [500, 200]]]));
    const ids = receiver.received.map(({ headers }) => headers['x-razorpay-event-id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('carries a message on that was under way when it was killed', async () => {
    const first = await start('twilio', 'message');
    const messages = `/2010-04-01/Accounts/AC1/Messages`;
    const headers = { authorization: `Basic ${btoa('AC1:token')}` };
    const body = new URLSearchParams({ To: '+919812345678', From: 'CHOWK', Body: 'hello' });
    const response = await fetch(`${first.url}${messages}.json`, { method: 'POST', headers, body });
    const { sid, status } = (await response.json()) as { sid: string; status: string };
    expect(status).toBe('queued');
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await start('twilio', 'message');
    await vi.waitFor(async () => {
      const found = await fetch(`${second.url}${messages}/${sid}.json`, { headers });
      expect(await found.json()).toMatchObject({ status: 'delivered', body: 'hello' });
    });
  });
});
