import 'reflect-metadata';
import { Module, type DynamicModule, type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { testStack, type TestDatabase, type TestKafka } from '@chowk/testing';
import { openDatabase } from '../../src/database/open-database.js';
import { Database } from '../../src/database/database.js';
import { EventsModule } from '../../src/events/events.module.js';
import { KafkaTransport } from '../../src/events/kafka.transport.js';
import { kitConfig } from '../../src/start/config.js';
import { Metrics } from '../../src/start/metrics.js';

@Module({})
class ListeningModule {}

@Module({})
class DatabaseModule {}

export interface ListeningService {
  readonly app: INestApplication;
  readonly database: Database;
  readonly transport: KafkaTransport;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

export interface ListeningOptions {
  readonly name: string;
  readonly kafka: Pick<TestKafka, 'brokers' | 'prefix'>;
  readonly database: Pick<TestDatabase, 'url' | 'workerUrl'>;
  readonly controllers?: readonly Type[];
  readonly onDeadLetter?: 'park' | 'skip';
  /** False: an app for commands, without consumer and relay. */
  readonly listen?: boolean;
  readonly redisUrl?: string;
}

/** A service of handlers alone: the kit's events and database, without HTTP. */
export async function listeningService(options: ListeningOptions): Promise<ListeningService> {
  const { url, workerUrl } = options.database;
  const open = await openDatabase({
    url,
    workerUrl,
    applicationName: options.name,
    entities: [],
    statementTimeoutMs: 5000,
    lockTimeoutMs: 1000,
    report: () => undefined,
  });
  const metrics = new Metrics(options.name);
  const settings = kitConfig.schema.parse({
    CHOWK_PROFILE: 'test',
    PORT: '0',
    KAFKA_BROKERS: options.kafka.brokers.join(','),
    CHOWK_PREFIX: options.kafka.prefix,
    REDIS_URL: options.redisUrl ?? testStack().redisUrl,
    AUTH_JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    GATEWAY_SECRET: 'x'.repeat(32),
  });
  const provided: DynamicModule = {
    module: DatabaseModule,
    global: true,
    providers: [
      { provide: Database, useValue: open.database },
      { provide: Metrics, useValue: metrics },
      { provide: kitConfig.token, useValue: settings },
    ],
    exports: [Database, Metrics, kitConfig.token],
  };
  const root: DynamicModule = {
    module: ListeningModule,
    imports: [provided, EventsModule.forService({ name: options.name, onDeadLetter: options.onDeadLetter ?? 'park' })],
    controllers: [...(options.controllers ?? [])],
  };
  const app = await NestFactory.create(root, new FastifyAdapter(), { logger: ['error', 'fatal'] });
  const transport = app.get(KafkaTransport);
  app.connectMicroservice({ strategy: transport });
  await app.init();
  if (options.listen !== false) await app.startAllMicroservices();
  return {
    app,
    database: open.database,
    transport,
    metrics,
    close: async () => {
      await app.close();
      await open.close();
      metrics.close();
    },
  };
}
