import { Copies, defineService, StoreModule } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { KnownItems } from './database/known-items.js';
import { KnownOutlets } from './database/known-outlets.js';
import { CountStock1764100000000 } from './database/migrations/1764100000000-count-stock.js';
import { BlockOrWarn1795220000000 } from './database/migrations/1795220000000-block-or-warn.js';
import { LookForItems1795290000000 } from './database/migrations/1795290000000-look-for-items.js';
import { SeedDemoStock } from './database/seed.js';
import { ServingBook } from './database/serving-book.js';
import { StockLedger } from './database/stock-ledger.js';
import { StockNews } from './database/stock-news.js';
import { StockShelf } from './database/stock-shelf.js';
import { Recipe } from './domain/recipe.js';
import { Reservation } from './domain/reservation.js';
import { StockItem } from './domain/stock-item.js';
import { CatalogListener } from './events/catalog.listener.js';
import { OrderListener } from './events/order.listener.js';
import { OutletListener } from './events/outlet.listener.js';
import { RecipeController } from './http/recipe.controller.js';
import { StockController } from './http/stock.controller.js';
import { CommitReservation } from './use-cases/commit-reservation.js';
import { DropLine } from './use-cases/drop-line.js';
import { ExpireHolds } from './use-cases/expire-holds.js';
import { FindStock } from './use-cases/find-stock.js';
import { KeepRecipes } from './use-cases/keep-recipes.js';
import { KeepStock } from './use-cases/keep-stock.js';
import { ReleaseReservation } from './use-cases/release-reservation.js';
import { ReserveStock } from './use-cases/reserve-stock.js';
import { ReviseReservation } from './use-cases/revise-reservation.js';

const entities = [StockItem, Recipe, Reservation];

@Module({
  imports: [StoreModule.of(...entities)],
  controllers: [RecipeController, StockController, OrderListener, OutletListener, CatalogListener],
  providers: [
    ...[ReserveStock, CommitReservation, ReleaseReservation, ReviseReservation, DropLine, ExpireHolds],
    ...[KeepStock, FindStock, KeepRecipes],
    ...[StockShelf, StockLedger, StockNews, ServingBook, KnownOutlets, KnownItems, Copies, SeedDemoStock],
  ],
})
export class InventoryModule {}

export const inventory = defineService({
  name: 'inventory',
  module: InventoryModule,
  database: {
    entities,
    migrations: [CountStock1764100000000, BlockOrWarn1795220000000, LookForItems1795290000000],
    seed: (app) => app.get(SeedDemoStock).run(),
  },
  onDeadLetter: 'park',
});
