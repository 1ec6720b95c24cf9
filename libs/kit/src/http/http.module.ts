import { Module, type DynamicModule } from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  DiscoveryModule,
  DiscoveryService,
  MetadataScanner,
} from '@nestjs/core';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { kitConfig, type KitConfig } from '../start/config.js';
import { Log } from '../start/log.js';
import { Metrics } from '../start/metrics.js';
import { AccessTokens } from './access-tokens.js';
import { AnswerInterceptor } from './answer.interceptor.js';
import { ErrorFilter } from './error.filter.js';
import { Idempotency } from './idempotency.js';
import { IdempotencyBook } from './idempotency-book.js';
import { IdentityGuard } from './identity.guard.js';
import { KeySet } from './key-set.js';
import { KeySetTable } from './key-set-memory.js';
import { KnownPaths } from './known-paths.js';
import { RouteTable } from './route-table.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantListener } from './tenant.listener.js';
import { TenantTable } from './tenant-copy.js';
import { ValidationPipe } from './validation.pipe.js';

/** How a service with a database answers HTTP: identity, validation, idempotency, envelope, errors. */
@Module({})
export class HttpModule {
  static with(paths: KnownPaths): DynamicModule {
    return {
      module: HttpModule,
      global: true,
      imports: [DiscoveryModule],
      controllers: [TenantListener],
      providers: [
        { provide: KnownPaths, useValue: paths },
        {
          provide: RouteTable,
          inject: [DiscoveryService, MetadataScanner],
          useFactory: (discovery: DiscoveryService, scanner: MetadataScanner) => new RouteTable(discovery, scanner),
        },
        { provide: TenantTable, inject: [Database], useFactory: (database: Database) => new TenantTable(database) },
        {
          provide: TenantDirectory,
          inject: [TenantTable, Log],
          useFactory: (table: TenantTable, log: Log) => new TenantDirectory(table, log),
        },
        {
          provide: KeySet,
          inject: [kitConfig.token, Database, Log],
          useFactory: ({ AUTH_JWKS_URL: url }: KitConfig, database: Database, log: Log) =>
            new KeySet({ urls: [url], log, memory: new KeySetTable(database, url) }),
        },
        {
          provide: AccessTokens,
          inject: [KeySet, Clock],
          useFactory: (keys: KeySet, clock: Clock) => new AccessTokens(keys, () => clock.now()),
        },
        {
          provide: Idempotency,
          inject: [Database, Log, Metrics],
          useFactory: (database: Database, log: Log, metrics: Metrics) =>
            new Idempotency(new IdempotencyBook(database), log, metrics),
        },
        { provide: APP_GUARD, useClass: IdentityGuard },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        { provide: APP_PIPE, useClass: ValidationPipe },
        {
          provide: APP_FILTER,
          inject: [Log, KnownPaths],
          useFactory: (log: Log, known: KnownPaths) => new ErrorFilter(log, known),
        },
      ],
      exports: [TenantDirectory, RouteTable, AccessTokens],
    };
  }
}
