import { Health, Metrics } from '@chowk/kit';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { DocsController } from './http/docs.controller.js';
import { ErrorFilter } from './http/error.filter.js';
import { HealthController } from './http/health.controller.js';
import { HomeController } from './http/home.controller.js';
import { OwnPages } from './http/own-pages.js';
import { Refusals } from './http/refusals.js';
import { ApiReferences } from './upstream/api-reference.js';
import { HealthOfAll } from './upstream/health-of-all.js';

export interface GatewayPages {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly healthOfAll: HealthOfAll;
  readonly references: ApiReferences;
  readonly refusals: Refusals;
  readonly ownPages: OwnPages;
}

/** The pages the gateway answers itself; everything else goes through the door (http/door.ts) to a service. */
@Module({})
export class GatewayModule {
  static with({ health, metrics, healthOfAll, references, refusals, ownPages }: GatewayPages): DynamicModule {
    const providers: Provider[] = [
      { provide: Health, useValue: health },
      { provide: Metrics, useValue: metrics },
      { provide: HealthOfAll, useValue: healthOfAll },
      { provide: ApiReferences, useValue: references },
      { provide: OwnPages, useValue: ownPages },
      { provide: APP_FILTER, useValue: new ErrorFilter(refusals) },
    ];
    return { module: GatewayModule, controllers: [HomeController, HealthController, DocsController], providers };
  }
}
