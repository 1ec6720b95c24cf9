import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Database } from '../database/database.js';
import { Outbox } from '../database/outbox.js';
import { kitConfig, type KitConfig } from './config.js';
import { Health } from './health.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';

export interface KitParts {
  readonly settings: KitConfig;
  readonly ownSettings: { readonly token: symbol; readonly value: unknown } | undefined;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly clock: Clock;
  readonly database: Database;
}

/** What every class of a service may ask for in its constructor. */
@Module({})
export class KitModule {
  static with({ settings, ownSettings, log, metrics, health, clock, database }: KitParts): DynamicModule {
    const providers: Provider[] = [
      { provide: kitConfig.token, useValue: settings },
      { provide: Log, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: Health, useValue: health },
      { provide: Clock, useValue: clock },
      ...(ownSettings ? [{ provide: ownSettings.token, useValue: ownSettings.value }] : []),
      { provide: Database, useValue: database },
      { provide: Outbox, useValue: new Outbox(database, clock) },
    ];
    return { module: KitModule, global: true, providers, exports: providers };
  }
}
