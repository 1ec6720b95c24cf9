import { NotFound, type Fulfilment, type MenuAnswer } from '@chowk/contracts';
import { Clock, contentTag, currentTenantId, refuse, ShortMemory, TenantDirectory } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MenuCache } from '../database/menu-cache.js';
import { MenuRows } from '../database/menu-rows.js';
import { languageChain } from '../domain/in-language.js';
import { menuTree, searchTexts } from '../domain/menu-tree.js';
import { nextChange } from '../domain/next-change.js';
import { ReadyMenu } from '../domain/ready-menu.js';

export interface MenuRequest {
  readonly outletId: string | undefined;
  readonly fulfilment: Fulfilment | undefined;
  /** Two letters; texts that are not written in it come in the tenant's languages. */
  readonly language: string;
}

type Tenant = NonNullable<Awaited<ReturnType<TenantDirectory['find']>>>;

/** Menus an instance holds ready, of the tenants and outlets that are read most. */
const mostHeld = 100;

/** The menu as guests read it, from Redis without touching the database as long as nothing has changed. */
@Injectable()
export class ShowMenu {
  /** Menus being made, so that a crowd at a changed menu makes it once per instance. */
  readonly #making = new Map<string, Promise<ReadyMenu>>();
  /** Menus that were read here, the last one last; which version is the newest is asked each time. */
  readonly #held = new ShortMemory<{ readonly version: number; readonly menu: ReadyMenu }>(mostHeld);

  constructor(
    private readonly rows: MenuRows,
    private readonly cache: MenuCache,
    private readonly tenants: TenantDirectory,
    private readonly clock: Clock,
  ) {}

  /** The whole menu, ready to send. Throws NotFound for an outlet that the tenant does not have. */
  async run(request: MenuRequest): Promise<ReadyMenu> {
    const tenant = await this.tenants.find(currentTenantId());
    if (!tenant) throw refuse(NotFound);
    const chain = languageChain(request.language, tenant.languages);
    const { outletId = '-', fulfilment = '-' } = request;
    const name = [chain.join(), outletId, fulfilment, tenant.timeZone, String(tenant.pricesIncludeTax)].join('|');
    const held = this.#held.get(`${tenant.id}|${name}`);
    const { version, kept } = await this.#newest(tenant.id, name, held?.version);
    const menu = kept !== null ? ReadyMenu.parse(kept) : held?.version === version ? held.menu : null;
    if (menu?.holdsAt(this.clock.now())) return this.#hold(`${tenant.id}|${name}`, version, menu);
    // Who knows of a newer version does not wait for what is made of an older one
    return this.#once(`${tenant.id}|${version}|${name}`, () => this.#make(tenant, request, chain, name));
  }

  /** The newest version and what is kept of it; the database tells the version where Redis does not know it. */
  async #newest(
    tenantId: string,
    name: string,
    held: number | undefined,
  ): Promise<{ version: number; kept: string | null }> {
    const found = await this.cache.find(tenantId, name, held);
    if (found) return found;
    const version = await this.rows.version();
    const isTold = await this.cache.tell(tenantId, version);
    return (isTold && (await this.cache.find(tenantId, name, held))) || { version, kept: null };
  }

  #hold(key: string, version: number, menu: ReadyMenu): ReadyMenu {
    this.#held.keep(key, { version, menu });
    return menu;
  }

  #once(key: string, make: () => Promise<ReadyMenu>): Promise<ReadyMenu> {
    const running = this.#making.get(key);
    if (running) return running;
    const making = make().finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #make(tenant: Tenant, request: MenuRequest, chain: readonly string[], name: string): Promise<ReadyMenu> {
    const { outletId = null, fulfilment = null } = request;
    const at = this.clock.now();
    const content = await this.rows.read(outletId);
    if (outletId !== null && !content.outlet) throw refuse(NotFound);
    const place = { outletId, fulfilment, at, timeZone: content.outlet?.timeZone ?? tenant.timeZone };
    const tree: MenuAnswer = menuTree(content, { place, chain, pricesIncludeTax: tenant.pricesIncludeTax });
    const json = JSON.stringify(tree);
    const menu = new ReadyMenu({
      from: at.getTime(),
      until: nextChange(content.items, place)?.getTime() ?? null,
      tag: contentTag(json),
      json,
      texts: JSON.stringify(searchTexts(content.items)),
    });
    await this.cache.keep(tenant.id, content.version, name, menu.text);
    return menu;
  }
}
