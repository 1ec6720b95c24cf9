import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';

/** Nothing answers there. */
const nowhere = { REDIS_URL: 'redis://127.0.0.1:1' };

describe('While Redis is away', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start(nowhere);
  });
  afterAll(() => running.close());

  it('one-time passwords are sent by the sweep', async () => {
    const { phone, code } = await running.otp();
    const [body] = await eventually('it arrived', async () => {
      const arrived = await running.inbox(phone);
      return arrived.length > 0 && arrived;
    });
    expect(body).toContain(code);
  });

  it('screens are told, also by an instance that no hint reaches', async () => {
    const token = await running.cook();
    const second = await running.second({ env: { ...running.env, ...nowhere } });
    const screens = [
      await running.connect('/kitchen', { token }),
      await running.connect('/kitchen', { token }, second),
    ];
    for (let told = 0; told < 6; told++) {
      const ticketId = await running.ticket();
      for (const screen of screens) await screen.told(ticketId);
    }
    for (const screen of screens) screen.close();
    await second.close();
  });
});
