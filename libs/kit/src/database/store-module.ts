import { type DynamicModule, Inject, Module } from '@nestjs/common';
import type { ObjectType } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Aggregate } from './aggregate.js';
import { Database } from './database.js';
import { Store } from './store.js';

const tokens = new Map<object, symbol>();

function storeToken(entity: ObjectType<Aggregate>): symbol {
  let token = tokens.get(entity);
  if (!token) {
    token = Symbol(`Store<${'name' in entity ? entity.name : 'Aggregate'}>`);
    tokens.set(entity, token);
  }
  return token;
}

/** `@InjectStore(Order) private readonly orders: Store<Order>` */
export function InjectStore(entity: ObjectType<Aggregate>): ParameterDecorator & PropertyDecorator {
  return Inject(storeToken(entity));
}

/** `imports: [StoreModule.of(Order, Bill)]` makes the stores of these aggregates injectable. */
@Module({})
export class StoreModule {
  static of(...entities: readonly ObjectType<Aggregate>[]): DynamicModule {
    const providers = entities.map((entity) => ({
      provide: storeToken(entity),
      inject: [Database, Clock],
      useFactory: (database: Database, clock: Clock) => new Store(database, clock, entity),
    }));
    return { module: StoreModule, providers, exports: providers };
  }
}
