import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as after } from 'node:timers/promises';
import { keepHouseHourly } from '../database/housekeeping.js';
import { shutdownWaitSeconds } from './config.js';
import { armCrashPoint } from './crash-point.js';
import { assembleService, type AssembledService, type AssemblyOptions } from './assemble.js';
import type { ServiceDescription } from './define-service.js';
import type { Environment } from './read-config.js';

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** Address it answers at, with the port that was really bound. */
  readonly url: string;
  /** Ends it in order: not ready, a short wait, HTTP drained, consumer, relay, then pools. Calling it again waits for the same end. */
  close(): Promise<void>;
}

/** Topics keep facts for 14 days outside of local and test; receipts outlive them by a week. */
const inboxDays = 21;

/** The gateway waits no longer for an answer; connections that are still open then are waited for by nobody. */
const longestAnswerMs = 5_000;

/** Boots a service in this process and listens; rejects with every fault of its environment at once. */
export async function createService(
  description: ServiceDescription,
  env: Environment,
  options: AssemblyOptions = {},
): Promise<RunningService> {
  const service = await assembleService(description, env, options);
  const { app, settings, log, database } = service;
  armCrashPoint(settings.CRASH_POINT, settings.CRASH_POINT_SIGNAL);
  try {
    await app.startAllMicroservices();
    await app.listen(settings.PORT, settings.HOST);
  } catch (error) {
    await app.close();
    await service.release();
    throw error;
  }
  const isLastingHere = settings.CHOWK_PROFILE === 'local' || settings.CHOWK_PROFILE === 'test';
  const report = (error: unknown) => log.warn('housekeeping failed; it is tried again in an hour', { error });
  service.atEnd(keepHouseHourly(database.worker, report, isLastingHere ? {} : { inboxDays }));
  const url = urlOf(app, settings.HOST);
  log.info('serving', { url, profile: settings.CHOWK_PROFILE });
  let closing: Promise<void> | undefined;
  return { app, url, close: () => (closing ??= closeService(service)) };
}

/**
 * While it waits it serves, and every answer says that it leaves; then it sends away what comes, gives the answers it owes while everything
 * they need is still there, and only then takes itself apart.
 */
async function closeService(service: AssembledService): Promise<void> {
  const { app, settings, log, health, calls, stopAccepting, release } = service;
  health.drain();
  log.info('draining');
  const waitSeconds = shutdownWaitSeconds(settings);
  if (waitSeconds > 0) await after(waitSeconds * 1000);
  stopAccepting();
  await calls.answered(longestAnswerMs);
  // A connection that never sent a request counts as busy to Node and would hold the end for a minute
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), longestAnswerMs);
  await app.close().finally(() => clearTimeout(cut));
  log.info('ended');
  await release();
}

function urlOf(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpServer().address();
  if (typeof address !== 'object' || address === null) throw new Error('The server listens nowhere');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
