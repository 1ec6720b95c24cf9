import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '../tools/field/calls.ts';
import { drained } from '../tools/field/drained.ts';
import type { Fire } from '../tools/field/fire.ts';
import { startFieldSystem, type FieldSystem } from '../tools/field/field-system.ts';
import { runningFieldSystem } from '../tools/field/running-field-system.ts';
import { until } from '../tools/field/until.ts';
import { home } from '../tools/stack/layout.mjs';
import { endLeftovers } from '../tools/stack/leftovers.mjs';

const folder = join(home, 'fire');

/** The stacks of one run: scripts share one as long as they can, and get a new one where they must. */
export class Stacks {
  private readonly running: boolean;
  private readonly giveUp = new AbortController();
  private current: Promise<FieldSystem> | undefined;
  private isUsual = true;
  private count = 0;

  constructor({ running }: { readonly running: boolean }) {
    this.running = running;
  }

  /** A stack that is whole: the one there is, or a new one when this script needs its own or the last one was left broken. */
  async for(fire: Fire, quick: boolean): Promise<FieldSystem> {
    const needsItsOwn = fire.stack !== undefined && !quick && !this.running;
    if (this.current && (needsItsOwn || !this.isUsual)) await this.discard();
    if (this.current) {
      const system = await this.current;
      try {
        await system.revive();
        return system;
      } catch (error) {
        console.log(`    the stack cannot be revived: ${error instanceof Error ? error.message : String(error)}`);
        await this.discard();
      }
    }
    this.isUsual = !needsItsOwn;
    this.current = this.running ? runningFieldSystem() : this.start(needsItsOwn ? fire : undefined);
    return this.current;
  }

  /** Ends the stack; the next script gets a new one. Its logs stay. */
  async discard(): Promise<void> {
    const current = this.current;
    this.current = undefined;
    const [outcome] = await Promise.allSettled([current]);
    if (outcome?.status === 'fulfilled') await outcome.value?.stop();
  }

  /** Stops whatever runs or is on its way up. */
  async end(): Promise<void> {
    this.giveUp.abort(new Error('stopped'));
    await this.discard();
  }

  private async start(fire: Fire | undefined): Promise<FieldSystem> {
    await clearAway();
    const dataDir = join(folder, String(process.pid), String(++this.count));
    mkdirSync(dataDir, { recursive: true });
    const since = performance.now();
    const system = await startFieldSystem({ dataDir, signal: this.giveUp.signal, ...fire?.stack });
    try {
      await atHome(system);
    } catch (error) {
      await system.stop();
      throw error;
    }
    console.log(`    a new stack in ${Math.round((performance.now() - since) / 1000)} s, its logs in ${dataDir}/logs`);
    return system;
  }
}

/** What the demo's tenants were seeded with travels to the gateway and to all copies: only then everybody is known everywhere. */
async function atHome(system: FieldSystem): Promise<void> {
  await drained(system, { timeout: 120 });
  for (const tenant of ['intellidine', 'lafete365'])
    await until(`the gateway knows ${tenant}`, 60, async () => {
      const url = `${system.gatewayUrl}/api/v1/menu`;
      return (await send({ method: 'GET', url, headers: { 'x-tenant-id': tenant } })).status === 200;
    });
}

/** Ends and removes what runs left behind that were killed; the latest three are kept for their logs. */
async function clearAway(): Promise<void> {
  if (!existsSync(folder)) return;
  const gone = readdirSync(folder).filter((pid) => Number(pid) !== process.pid && !existsSync(`/proc/${pid}`));
  for (const pid of gone)
    for (const number of readdirSync(join(folder, pid))) await endLeftovers(join(folder, pid, number));
  for (const pid of gone.toSorted((one, other) => Number(one) - Number(other)).slice(0, -3))
    rmSync(join(folder, pid), { recursive: true, force: true });
}
