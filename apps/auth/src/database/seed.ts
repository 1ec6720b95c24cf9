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
    const password = this.#password();
    for (const demo of demoTenants) await runInCall({ tenantId: demo.tenant.id }, () => this.#seed(demo, password));
  }

  async #seed({ tenant, outlets, staff }: DemoTenant, password: string): Promise<void> {
    await addIfMissing(this.tenants, tenant.id, () => Tenant.found(tenant));
    for (const outlet of outlets) await addIfMissing(this.outlets, outlet.id, () => Outlet.open(outlet));
    for (const { outlet, ...member } of staff)
      await addIfMissing(this.staff, member.id, async () =>
        Staff.hire({
          ...member,
          username: null,
          passwordHash: await hashPassword(password),
          outlets: outlet === undefined ? 'all' : [outlet],
        }),
      );
  }

  #password(): string {
    const { CHOWK_PROFILE: profile } = this.settings;
    const given = this.config.DEMO_STAFF_PASSWORD;
    if (given !== undefined) return given;
    if (profile === 'local' || profile === 'test') return localPassword;
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
