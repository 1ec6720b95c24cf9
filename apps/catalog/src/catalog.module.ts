import { defineService, StoreModule } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { catalogConfig } from './config.js';
import { KnownOutlets } from './database/known-outlets.js';
import { MenuCache } from './menu/database/menu-cache.js';
import { MenuChanges } from './menu/database/menu-changes.js';
import { MenuRows } from './menu/database/menu-rows.js';
import { KeepMenus1763800000000 } from './database/migrations/1763800000000-keep-menus.js';
import { KnowStock1795230000000 } from './database/migrations/1795230000000-know-stock.js';
import { PriceHistory } from './items/database/price-history.js';
import { SeedDemoMenus } from './database/seed.js';
import { StockGaps } from './stock/database/stock-gaps.js';
import { Category } from './items/domain/category.js';
import { Item } from './items/domain/item.js';
import { ModifierGroup } from './items/domain/modifier-group.js';
import { InventoryListener } from './stock/events/inventory.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { AvailabilityController } from './menu/http/availability.controller.js';
import { AvailabilityStreams } from './menu/http/availability-streams.js';
import { CategoryController } from './items/http/category.controller.js';
import { ItemController } from './items/http/item.controller.js';
import { MenuController } from './menu/http/menu.controller.js';
import { ModifierGroupController } from './items/http/modifier-group.controller.js';
import { FollowStock } from './stock/use-cases/follow-stock.js';
import { KeepCategories } from './items/use-cases/keep-categories.js';
import { KeepItems } from './items/use-cases/keep-items.js';
import { KeepModifierGroups } from './items/use-cases/keep-modifier-groups.js';
import { ReturnItems } from './items/use-cases/return-items.js';
import { SetAvailability } from './items/use-cases/set-availability.js';
import { ShowAvailability } from './menu/use-cases/show-availability.js';
import { ShowMenu } from './menu/use-cases/show-menu.js';
import { TellMenus } from './menu/use-cases/tell-menus.js';

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
  eventsWaitMs: 100,
});
