import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { Clock } from '../clock/clock.js';
import type { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';
import { EventsModule } from '../events/events.module.js';
import { KafkaTransport } from '../events/kafka.transport.js';
import { HttpModule } from '../http/http.module.js';
import { KnownPaths } from '../http/known-paths.js';
import { OpenCalls } from '../http/open-calls.js';
import { openApiOf, type OpenApiDocument } from '../http/openapi/document.js';
import { RouteTable } from '../http/route-table.js';
import { httpServer } from '../http/server.js';
import { followClockOffset } from './clock-follower.js';
import { databaseConfig, kitConfig, type KitConfig } from './config.js';
import type { ServiceDescription } from './define-service.js';
import { Health } from './health.js';
import { consumerProbe, databaseProbe } from './health-probes.js';
import { KitModule } from './kit.module.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { NestLog } from './nest-log.js';
import { registerOperationsRoutes } from './operations-routes.js';
import { watchPools } from './pool-metrics.js';
import { readConfig, type Environment } from './read-config.js';
import { refuseUnmigrated } from './refuse-unmigrated.js';
import { productVersion } from './version.js';

/** A service put together but not yet listening: commands work on it as it is. */
export interface AssembledService {
  readonly app: NestFastifyApplication;
  readonly settings: KitConfig;
  readonly log: Log;
  readonly health: Health;
  /** What it is serving. */
  readonly calls: OpenCalls;
  /** From now on new requests are sent away. */
  stopAccepting(): void;
  readonly database: Database;
  /** Has a step run by {@link release}, before the steps that were there already. */
  atEnd(step: () => Promise<void> | void): void;
  /** Ends pools, timers and metrics; the app is closed before. */
  release(): Promise<void>;
}

export interface AssemblyOptions {
  /** Where log lines go; standard output by default. */
  readonly logTo?: DestinationStream;
}

/** /api/v1 stands before every route but these, whose paths others chose. */
const prefix = 'api/v1';
const outsideOfPrefix = ['.well-known/*path'];

/** Reads the environment, opens the database, wires the modules. Rejects with all faults of the environment, or of the routes. */
export async function assembleService(
  description: ServiceDescription,
  env: Environment,
  options: AssemblyOptions = {},
): Promise<AssembledService> {
  const { name, database: ownDatabase, config: ownConfig, onDeadLetter = 'park', eventsWaitMs = 0 } = description;
  const [settings, addresses, ownSettings] = readConfig(
    [kitConfig, databaseConfig, ...(ownConfig ? [ownConfig] : [])] as const,
    env,
  );
  const log = Log.open({
    service: name,
    level: settings.LOG_LEVEL,
    ...(options.logTo ? { destination: options.logTo } : {}),
  });
  const metrics = new Metrics(name);
  const health = new Health(name, productVersion());
  const mayMoveClock = settings.CHOWK_PROFILE === 'local' || settings.CHOWK_PROFILE === 'test';
  const clock = new Clock({ movable: mayMoveClock });
  const undo: (() => Promise<void> | void)[] = [() => log.flush(), () => metrics.close()];
  const release = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { database, close } = await openDatabase({
      url: addresses.DATABASE_URL,
      workerUrl: addresses.DATABASE_WORKER_URL,
      applicationName: name,
      entities: ownDatabase.entities,
      report: (error) => log.error('work beside a transaction failed', { error }),
      ...(ownDatabase.connections === undefined ? {} : { size: ownDatabase.connections }),
    });
    undo.push(close);
    await refuseUnmigrated(database, ownDatabase.migrations);
    if (mayMoveClock) undo.push(await followClockOffset(clock, database, log));
    metrics.watchProcess();
    metrics.watchClock(clock);
    watchPools(metrics, database);

    let isClosing = false;
    const paths = new KnownPaths();
    const calls = new OpenCalls();
    const server = httpServer({
      log,
      metrics,
      paths,
      gatewaySecret: settings.GATEWAY_SECRET,
      calls,
      isLeaving: () => health.isDraining,
      isClosing: () => isClosing,
    });
    const root = {
      module: description.module,
      global: false,
      imports: [
        KitModule.with({
          settings,
          log,
          metrics,
          health,
          clock,
          database,
          ownSettings: ownConfig ? { token: ownConfig.token, value: ownSettings } : undefined,
        }),
        EventsModule.forService({ name, onDeadLetter, eventsWaitMs }),
        HttpModule.with(paths),
      ],
    };
    const app = await NestFactory.create<NestFastifyApplication>(root, server, {
      logger: new NestLog(log),
      bodyParser: false,
      abortOnError: false,
    });
    app.setGlobalPrefix(prefix, { exclude: outsideOfPrefix });
    const transport = app.get(KafkaTransport);
    app.connectMicroservice({ strategy: transport });
    health.watch('database', databaseProbe(database));
    health.watch('consumer', consumerProbe(transport));
    const routes = app.get(RouteTable);
    let document: OpenApiDocument | undefined;
    const openApi = () => (document ??= openApiOf(name, routes.all()));
    registerOperationsRoutes(server.getInstance(), { health, metrics, openApi });
    const stopAccepting = (): void => {
      isClosing = true;
    };
    return {
      app,
      settings,
      log,
      health,
      calls,
      database,
      stopAccepting,
      release,
      atEnd: (step) => void undo.push(step),
    };
  } catch (error) {
    await release();
    throw error;
  }
}
