import type { Role } from '@chowk/contracts';
import {
  InjectStore,
  kitConfig,
  runInCall,
  type Aggregate,
  type ConfigOf,
  type KitConfig,
  type Store,
} from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../config.js';
import { Staff } from '../people/domain/staff.js';
import { hashPassword } from '../sign-in/domain/password.js';
import { Outlet } from '../tenants/domain/outlet.js';
import { Tenant } from '../tenants/domain/tenant.js';
import { demoTenants, type DemoTenant } from './demo-tenants.js';

/** What everybody may know, where nothing is real. */
const localPassword = 'chowk-demo-2026';
const localPin = '4321';

interface Secrets {
  readonly password: string;
  readonly pin: string | undefined;
}

/** Those who act on shared tablets. */
const isOnTheFloor = (roles: readonly Role[]): boolean =>
  roles.some((role) => ['MANAGER', 'CASHIER', 'WAITER', 'KITCHEN'].includes(role));

/**
 * Makes the demo tenants with their outlets and staff, and the operator's tenant; leaves alone what is there. Throws when no
 * DEMO_STAFF_PASSWORD is given outside of the local and test profiles.
 */
@Injectable()
export class SeedDemoTenants {
  constructor(
    @InjectStore(Tenant) private readonly tenants: Store<Tenant>,
    @InjectStore(Outlet) private readonly outlets: Store<Outlet>,
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
    @Inject(kitConfig.token) private readonly settings: KitConfig,
  ) {}

  async run(): Promise<void> {
    const secrets = this.#secrets();
    for (const demo of demoTenants) await runInCall({ tenantId: demo.tenant.id }, () => this.#seed(demo, secrets));
  }

  async #seed({ tenant, outlets, staff }: DemoTenant, { password, pin }: Secrets): Promise<void> {
    await addIfMissing(this.tenants, tenant.id, () => Tenant.found(tenant));
    for (const outlet of outlets) await addIfMissing(this.outlets, outlet.id, () => Outlet.open(outlet));
    for (const { outlet, ...member } of staff)
      await addIfMissing(this.staff, member.id, async () =>
        Staff.hire({
          ...member,
          username: null,
          passwordHash: await hashPassword(password),
          pinHash: pin !== undefined && isOnTheFloor(member.roles) ? await hashPassword(pin) : null,
          outlets: outlet === undefined ? 'all' : [outlet],
        }),
      );
  }

  /** A PIN that everybody knows is given where nothing is real alone; elsewhere the staff set their own. */
  #secrets(): Secrets {
    const { CHOWK_PROFILE: profile } = this.settings;
    const given = this.config.DEMO_STAFF_PASSWORD;
    if (profile === 'local' || profile === 'test') return { password: given ?? localPassword, pin: localPin };
    if (given !== undefined) return { password: given, pin: undefined };
    throw new Error('DEMO_STAFF_PASSWORD is missing: the demo staff get no known password in this profile');
  }
}

async function addIfMissing<A extends Aggregate>(
  store: Store<A>,
  id: string,
  make: () => A | Promise<A>,
): Promise<void> {
  if ((await store.find(id)) === null) await store.add(await make());
}
