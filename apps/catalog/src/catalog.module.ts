import { defineService, StoreModule } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { catalogConfig } from './config.js';
import { KnownOutlets } from './database/known-outlets.js';
import { MenuCache } from './database/menu-cache.js';
import { MenuChanges } from './database/menu-changes.js';
import { MenuRows } from './database/menu-rows.js';
import { KeepMenus1763800000000 } from './database/migrations/1763800000000-keep-menus.js';
import { KnowStock1795230000000 } from './database/migrations/1795230000000-know-stock.js';
import { PriceHistory } from './database/price-history.js';
import { SeedDemoMenus } from './database/seed.js';
import { StockGaps } from './database/stock-gaps.js';
import { Category } from './domain/category.js';
import { Item } from './domain/item.js';
import { ModifierGroup } from './domain/modifier-group.js';
import { InventoryListener } from './events/inventory.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { AvailabilityController } from './http/availability.controller.js';
import { AvailabilityStreams } from './http/availability-streams.js';
import { CategoryController } from './http/category.controller.js';
import { ItemController } from './http/item.controller.js';
import { MenuController } from './http/menu.controller.js';
import { ModifierGroupController } from './http/modifier-group.controller.js';
import { FollowStock } from './use-cases/follow-stock.js';
import { KeepCategories } from './use-cases/keep-categories.js';
import { KeepItems } from './use-cases/keep-items.js';
import { KeepModifierGroups } from './use-cases/keep-modifier-groups.js';
import { ReturnItems } from './use-cases/return-items.js';
import { SetAvailability } from './use-cases/set-availability.js';
import { ShowAvailability } from './use-cases/show-availability.js';
import { ShowMenu } from './use-cases/show-menu.js';
import { TellMenus } from './use-cases/tell-menus.js';

const entities = [Category, Item, ModifierGroup];

@Module({
  imports: [StoreModule.of(...entities)],
  controllers: [
    ...[MenuController, AvailabilityController, ItemController, CategoryController, ModifierGroupController],
    ...[OutletListener, InventoryListener],
  ],
  providers: [
    ...[ShowMenu, KeepItems, SetAvailability, KeepCategories, KeepModifierGroups],
    ...[ReturnItems, TellMenus, FollowStock, ShowAvailability, AvailabilityStreams],
    ...[MenuRows, MenuCache, MenuChanges, PriceHistory, StockGaps, KnownOutlets, SeedDemoMenus],
  ],
})
export class CatalogModule {}

export const catalog = defineService({
  name: 'catalog',
  module: CatalogModule,
  config: catalogConfig,
  database: {
    entities,
    migrations: [KeepMenus1763800000000, KnowStock1795230000000],
    seed: (app) => app.get(SeedDemoMenus).run(),
  },
  onDeadLetter: 'skip',
});
