import { eventually } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningNotification } from './running-notification.js';

describe('Screens of an instance that ends', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
  });
  afterAll(() => running.close());

  it('lose their connection alone, so that their clients come back to another instance by themselves', async () => {
    const second = await running.second();
    const screen = await running.connect('/kitchen', { token: await running.cook() }, second);
    await second.close();
    await eventually('the screen is cut off', () => screen.closedBecause !== undefined);
    // Socket.io tries again after this one, not after `io server disconnect`
    expect(screen.closedBecause).toBe('transport close');
    screen.close();
  });
});
