import { OutletState } from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Category } from '../../items/domain/category.js';
import { Item } from '../../items/domain/item.js';
import type { MenuContent } from '../domain/menu-tree.js';

type Row = Readonly<Record<string, unknown>>;

/** A menu as it is in the database at one moment, and the version that moment has. */
export interface MenuAtVersion extends MenuContent {
  readonly version: number;
  readonly outlet: z.output<typeof OutletState.schema> | null;
}

/** Reads whole menus. */
@Injectable()
export class MenuRows {
  constructor(private readonly database: Database) {}

  /** The version of the tenant's menu; 0 when nobody has written any of it. */
  async version(): Promise<number> {
    const [row] = await this.database.query<{ version: number }>(
      prepared(sql`select version from menu where tenant_id = ${currentTenantId()}`),
    );
    return row?.version ?? 0;
  }

  /** Version, categories, items, what the stock lacks and the outlet (null: unknown or none asked for) in one statement: all of the same moment. */
  async read(outletId: string | null): Promise<MenuAtVersion> {
    const tenantId = currentTenantId();
    const [row] = await this.database.query<{
      version: number;
      categories: Row[];
      items: Row[];
      lacking: string[];
      outlet: unknown;
    }>(
      prepared(sql`
        select coalesce((select version from menu where tenant_id = ${tenantId}), 0) as version,
          (select coalesce(jsonb_agg(to_jsonb(category)), '[]') from category
            where tenant_id = ${tenantId} and not is_removed) as categories,
          (select coalesce(jsonb_agg(to_jsonb(item)), '[]') from item
            where tenant_id = ${tenantId} and not is_archived) as items,
          (select coalesce(jsonb_agg(distinct item_id), '[]') from stock_gap
            where tenant_id = ${tenantId} and outlet_id = ${outletId}::uuid and is_open) as lacking,
          (select state from known_outlet where tenant_id = ${tenantId} and id = ${outletId}::uuid) as outlet`),
    );
    const outlet = OutletState.schema.nullable().parse(row?.outlet ?? null);
    return {
      version: row?.version ?? 0,
      categories: (row?.categories ?? []).map((one) => this.entityOf(Category, one)),
      items: (row?.items ?? []).map((one) => this.entityOf(Item, one)),
      lacking: new Set(row?.lacking ?? []),
      outlet: outlet?.removed === true ? null : outlet,
    };
  }

  private entityOf<Entity extends object>(entity: new () => Entity, row: Row): Entity {
    const { driver } = this.database.dataSource;
    const made = new entity();
    for (const column of this.database.dataSource.getMetadata(entity).columns)
      column.setEntityValue(made, driver.prepareHydratedValue(row[column.databaseName], column));
    return made;
  }
}
