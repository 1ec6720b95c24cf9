import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asAdmin } from './migrated-template.js';
import { moveClock } from './move-clock.js';
import { behind, type RunningSystem } from './running-system.js';
import { testStack } from './stack.js';

const prefix = `clock_${process.pid}_`;
const names = ['auth', 'order'];

/** What of a system matters here: who tells its offset, the gateway last and late. */
class Follower {
  asked = 0;
  private readonly server: Server;

  constructor(private readonly offset: () => Promise<number>) {
    this.server = createServer((_request, response) => {
      this.asked += 1;
      const answer = async () => `# HELP\nclock_offset_milliseconds{service="x"} ${await this.offset()}\n`;
      answer().then(
        (text) => response.end(text),
        () => response.writeHead(500).end(),
      );
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe('Moving the clock of a whole system', () => {
  const stack = testStack();
  const followers: Follower[] = [];
  let system: RunningSystem;
  let late: Follower;

  const offsetIn = async (name: string) => {
    const [row] = await behind<{ offset_ms: string }>(system, name, 'select offset_ms from clock_offset');
    return Number(row?.offset_ms);
  };

  beforeAll(async () => {
    const services: Record<string, string> = {};
    for (const name of names) {
      await asAdmin(stack.databaseUrl, (admin) => admin.query(`create database ${prefix}chowk_${name}`));
      const url = new URL(stack.databaseUrl);
      url.pathname = `/${prefix}chowk_${name}`;
      await asAdmin(url.href, (inside) =>
        inside.query('create table clock_offset (offset_ms bigint); insert into clock_offset values (0)'),
      );
      const follower = new Follower(() => offsetIn(name));
      followers.push(follower);
      services[name] = await follower.listen();
    }
    late = new Follower(async () => (late.asked < 3 ? 0 : offsetIn('auth')));
    followers.push(late);
    const gatewayUrl = await late.listen();
    const nowhere = { razorpay: '', twilio: '' };
    system = {
      ...stack,
      gatewayUrl,
      services: { ...services, gateway: gatewayUrl },
      simulators: nowhere,
      prefix,
      dataDir: '',
    };
  });
  afterAll(async () => {
    for (const follower of followers) follower.close();
    for (const name of names)
      await asAdmin(stack.databaseUrl, (admin: pg.Client) =>
        admin.query(`drop database ${prefix}chowk_${name} with (force)`),
      );
  });

  it('sets it in every database, and waits for the last who follows', async () => {
    await moveClock(system, 18_000_000);
    expect(await Promise.all(names.map(offsetIn))).toEqual([18_000_000, 18_000_000]);
    expect(late.asked).toBeGreaterThanOrEqual(3);
  });

  it('goes back, too', async () => {
    await moveClock(system, -60_000);
    await moveClock(system, 0);
    expect(await Promise.all(names.map(offsetIn))).toEqual([0, 0]);
  });
});
