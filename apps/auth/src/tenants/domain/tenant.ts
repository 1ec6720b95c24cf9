import { isDeepStrictEqual } from 'node:util';
import { TenantState, type Capability, type ChangeTenantBody, type DataOf } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

type State = DataOf<typeof TenantState>;

/** A business on the platform. Its id is its tenant id; its slug never changes. */
@Entity('tenants')
export class Tenant extends Aggregate {
  @Column('text')
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text')
  status!: State['status'];

  @Column('jsonb')
  capabilities!: readonly Capability[];

  @Column('text')
  timeZone!: string;

  @Column('jsonb')
  languages!: readonly string[];

  @Column('jsonb')
  origins!: readonly string[];

  @Column('boolean')
  pricesIncludeTax!: boolean;

  @Column('text')
  orderNumberPrefix!: string;

  @Column('jsonb')
  taxRegistrations!: State['taxRegistrations'];

  @Column('jsonb')
  settings!: State['settings'];

  /** A new tenant, active from the beginning. */
  static found(facts: Omit<State, 'status' | 'currency'>): Tenant {
    const { id, ...rest } = facts;
    const tenant = Object.assign(new Tenant(), rest, { id, tenantId: id, status: 'ACTIVE' as const });
    tenant.#tell();
    return tenant;
  }

  /** Suspends or restores; the status it has already changes nothing. */
  moveTo(status: State['status']): void {
    if (this.status === status) return;
    this.status = status;
    this.#tell();
  }

  /** Takes what is given; what it says already changes nothing and is not told again. */
  change({ name, origins, languages, settings = {} }: ChangeTenantBody): void {
    const before = this.state();
    this.name = name ?? this.name;
    this.origins = origins ?? this.origins;
    this.languages = languages ?? this.languages;
    const { paymentTiming = {}, ...others } = withoutUndefined(settings);
    this.settings = {
      ...this.settings,
      ...others,
      paymentTiming: { ...this.settings.paymentTiming, ...withoutUndefined(paymentTiming) },
    };
    if (!isDeepStrictEqual(this.state(), before)) this.#tell();
  }

  /** The tenant as everybody may know it. */
  state(): State {
    const { id, slug, name, status, timeZone, pricesIncludeTax, orderNumberPrefix } = this;
    const { capabilities, languages, origins, taxRegistrations, settings } = this;
    return {
      ...{ id, slug, name, status, timeZone, pricesIncludeTax, orderNumberPrefix, taxRegistrations, settings },
      capabilities: [...capabilities],
      languages: [...languages],
      origins: [...origins],
      currency: 'INR',
    };
  }

  #tell(): void {
    this.record(TenantState, this.state());
  }
}

type Given<Fields extends object> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Only the fields that were given. */
function withoutUndefined<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
}
