import { NotFound } from '@chowk/contracts';
import { currentTenantId, Database, InjectStore, refuse, sql, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { KnownOutlets } from '../database/known-outlets.js';
import { StockItem } from '../domain/stock-item.js';

export interface MovementRow {
  readonly id: string;
  readonly kind: string;
  readonly quantity: number;
  readonly on_hand: number;
  /** Paise, as PostgreSQL writes a bigint. */
  readonly cost: string;
  readonly business_date: string;
  readonly order_id: string | null;
  readonly note: string | null;
  readonly moved_at: Date;
}

/** The stock as staff see it: only of the outlets they may enter. */
@Injectable()
export class FindStock {
  constructor(
    private readonly database: Database,
    private readonly outlets: KnownOutlets,
    @InjectStore(StockItem) private readonly items: Store<StockItem>,
  ) {}

  /** Up to `limit` items behind `after`, by id. Throws NotFound for an outlet that is not there for the caller. */
  async page(
    { outletId, after, limit }: { outletId: string | undefined; after: string | undefined; limit: number },
    who: Principal,
  ): Promise<readonly StockItem[]> {
    if (outletId !== undefined && !who.mayEnter(outletId)) throw refuse(NotFound);
    const outlets = outletId === undefined ? who.outlets : [outletId];
    const where = {
      ...(outlets === 'all' ? {} : { outletId: In([...outlets]) }),
      ...(after === undefined ? {} : { id: MoreThan(after) }),
    };
    const items = await this.items.findBy(where, { order: { id: 'ASC' }, limit });
    if (items.length === 0) await this.#checkOutlet(outletId);
    return items;
  }

  /**
   * Up to `limit` items behind `after`, by id, that are at or below their reorder level, of which nothing is free, or that are
   * below zero. Throws NotFound for an outlet that is not there for the caller.
   */
  async alerts(
    { outletId, after, limit }: { outletId: string | undefined; after: string | undefined; limit: number },
    who: Principal,
  ): Promise<readonly StockItem[]> {
    if (outletId !== undefined && !who.mayEnter(outletId)) throw refuse(NotFound);
    const outlets = outletId === undefined ? who.outlets : [outletId];
    const rows = await this.database.query<{ id: string }>(sql`
      select id from stock_item where tenant_id = ${currentTenantId()}
        and (${outlets === 'all'}::boolean or outlet_id = any(${outlets === 'all' ? [] : [...outlets]}::uuid[]))
        and (${after ?? null}::uuid is null or id > ${after ?? null}::uuid)
        and (on_hand <= reorder_level or on_hand <= held)
      order by id limit ${limit}`);
    if (rows.length === 0) await this.#checkOutlet(outletId);
    if (rows.length === 0) return [];
    return this.items.findBy({ id: In(rows.map(({ id }) => id)) }, { order: { id: 'ASC' } });
  }

  /** Throws NotFound, also for an item of an outlet that the caller may not enter. */
  async one(id: string, who: Principal): Promise<StockItem> {
    const item = await this.items.get(id);
    if (!who.mayEnter(item.outletId)) throw refuse(NotFound);
    return item;
  }

  /** The newest hundred movements of an item. */
  async movementsOf(stockItemId: string): Promise<readonly MovementRow[]> {
    return this.database.query<MovementRow>(sql`
      select id, kind, quantity, on_hand, cost, business_date::text as business_date, order_id, note, moved_at
      from movement where tenant_id = ${currentTenantId()} and stock_item_id = ${stockItemId}
      order by id desc limit 100`);
  }

  /** What is counted at an outlet is proof enough that it is there; asked when nothing was found, throws NotFound. */
  async #checkOutlet(outletId: string | undefined): Promise<void> {
    if (outletId !== undefined && !(await this.outlets.find(outletId))) throw refuse(NotFound);
  }
}
