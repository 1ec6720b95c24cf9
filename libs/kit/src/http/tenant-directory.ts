import type { Tenant } from '@chowk/contracts/envelope';
import { ShortMemory } from '../memory/short-memory.js';
import type { Log } from '../start/log.js';

/** Reads this service's copy of the tenants. */
export interface TenantCopy {
  find(slugOrId: string): Promise<Tenant | undefined>;
}

/** Milliseconds a tenant is believed without looking at the copy again: a suspension must bite within two seconds. */
const freshMs = 1_000;
const remembered = 2_000;

interface Entry {
  readonly tenant: Tenant | undefined;
  readonly readAt: number;
}

/** The tenants as this service was told of them, in memory for a second; while the database is away the last known state. */
export class TenantDirectory {
  private readonly entries = new ShortMemory<Entry>(remembered);

  constructor(
    private readonly copy: TenantCopy,
    private readonly log: Log,
  ) {}

  /** The tenant of that slug or id, or undefined when this service knows none. */
  async find(slugOrId: string): Promise<Tenant | undefined> {
    const name = slugOrId.toLowerCase();
    const entry = this.entries.get(name);
    if (entry && performance.now() - entry.readAt < freshMs) return entry.tenant;
    try {
      const tenant = await this.copy.find(name);
      this.entries.keep(name, { tenant, readAt: performance.now() });
      return tenant;
    } catch (error) {
      if (!entry) throw error;
      this.log.warn('the copy of the tenants could not be read; the last known state is used', { error });
      return entry.tenant;
    }
  }

  /** Forgets what it knows, since the copy has changed. */
  forget(): void {
    this.entries.forgetAll();
  }
}
