import { readFileSync } from 'node:fs';
import { behind, eventually, http, openBehind, runningSystem, type BehindClient } from '@chowk/testing';
import { z } from 'zod';

const system = runningSystem();

export type ServiceName =
  'gateway' | 'auth' | 'catalog' | 'order' | 'payment' | 'inventory' | 'notification' | 'analytics' | 'discount';

const readiness = z.object({ pid: z.number().int(), status: z.enum(['up', 'degraded', 'down']) });

/** A service as the other process that it is. The stack's keeper starts another one in its place when it dies. */
export class OtherProcess {
  private constructor(
    readonly service: ServiceName,
    readonly pid: number,
  ) {}

  /** The process that answers as this service now, once it is ready. Throws when the pid is no process of that service. */
  static async of(service: ServiceName): Promise<OtherProcess> {
    const pid = await eventually(`${service} is ready`, () => readyPid(service), { timeout: 30_000 });
    const program = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    if (!program.some((argument) => argument.endsWith(`apps/${service}/dist/main.js`)))
      throw new Error(`Process ${pid} is not ${service}: ${program.join(' ')}`);
    return new OtherProcess(service, pid);
  }

  /** SIGSTOP: it does nothing any more, its connections stay. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  /** SIGCONT: it goes on where it was. */
  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** SIGKILL: nothing of it runs any more when this resolves. */
  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await eventually(`process ${this.pid} of ${this.service} is gone`, () => !isThere(this.pid));
  }

  /** Resolves when another process has taken its place and is ready. */
  async replaced(): Promise<void> {
    await eventually(
      `another ${this.service} is ready in the place of ${this.pid}`,
      async () => (await readyPid(this.service)) !== this.pid,
      { timeout: 30_000, interval: 100 },
    );
  }
}

/** What a transaction of ours holds in a service's database, so that the service waits at exactly this point. */
export class Hold {
  private constructor(
    private readonly service: ServiceName,
    private readonly client: BehindClient,
    private readonly pid: number,
  ) {}

  /** Holds what the statement locks (`select ... for update`, `lock table ...`). */
  static async of(service: ServiceName, statement: string, values: readonly unknown[] = []): Promise<Hold> {
    const client = await openBehind(system, service);
    await client.query('begin');
    await client.query(statement, [...values]);
    return new Hold(service, client, await pidOf(client));
  }

  /**
   * Holds the lock of the service's relay, as another instance would that leads: what is written to the outbox from now on
   * stays there.
   */
  static async ofRelay(service: ServiceName): Promise<Hold> {
    const client = await openBehind(system, service);
    const pid = await pidOf(client);
    let isHeld = false;
    const held = client.query(`select pg_advisory_lock(hashtext('chowk.relay'))`).then(() => (isHeld = true));
    await eventually('we lead instead', async () => {
      const leader = `select pg_terminate_backend(leader) from unnest(pg_blocking_pids($1)) as leader`;
      await behind(system, service, leader, [pid]);
      return isHeld;
    });
    await held;
    return new Hold(service, client, pid);
  }

  /** Resolves when a statement of the service waits for what is held. */
  async isFelt(): Promise<void> {
    await eventually(`${this.service} waits for what we hold`, async () => {
      const waiting = await behind(
        system,
        this.service,
        `select pid from pg_stat_activity where datname = current_database() and $1 = any(pg_blocking_pids(pid))`,
        [this.pid],
      );
      return waiting.length > 0;
    });
  }

  /** Lets go; again changes nothing. */
  async release(): Promise<void> {
    await this.client.end();
  }
}

async function readyPid(service: ServiceName): Promise<number> {
  const reply = await http(system.services[service] ?? system.gatewayUrl).get('/health/ready');
  if (reply.status !== 200) throw new Error(`${service} is not ready: ${reply.status}`);
  return readiness.parse(reply.body).pid;
}

async function pidOf(client: BehindClient): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid ?? Number.NaN;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
