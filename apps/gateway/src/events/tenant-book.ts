import type { Tenant } from '@chowk/contracts';

interface Entry {
  readonly tenant: Tenant;
  readonly version: number;
}

/** Every tenant as auth told of it last, in memory. */
export class TenantBook {
  private readonly byId = new Map<string, Entry>();
  private readonly idOfSlug = new Map<string, string>();
  /** Origins of all tenants; made anew when somebody asks after a change. */
  private origins: ReadonlySet<string> | undefined;

  /** True until auth has told of any tenant. */
  get isEmpty(): boolean {
    return this.byId.size === 0;
  }

  /** Keeps the newest version; an older one that comes late changes nothing. */
  keep(tenant: Tenant, version: number): void {
    const known = this.byId.get(tenant.id);
    if (known && known.version > version) return;
    if (known && known.tenant.slug !== tenant.slug) this.idOfSlug.delete(known.tenant.slug);
    this.byId.set(tenant.id, { tenant, version });
    this.idOfSlug.set(tenant.slug, tenant.id);
    this.origins = undefined;
  }

  /** The tenant of that slug or id, in any case. */
  find(slugOrId: string): Tenant | undefined {
    const name = slugOrId.toLowerCase();
    return this.byId.get(this.idOfSlug.get(name) ?? name)?.tenant;
  }

  /** Whether any tenant lets pages of this origin call; a preflight does not say which tenant it is for. */
  anyAllows(origin: string): boolean {
    this.origins ??= new Set([...this.byId.values()].flatMap(({ tenant }) => tenant.origins));
    return this.origins.has(origin);
  }
}
