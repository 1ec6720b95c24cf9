import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { kitConfig } from './config.js';
import type { ServiceDescription } from './define-service.js';

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** Address it answers at, with the port that was really bound. */
  readonly url: string;
  /** Ends it in order: not ready, HTTP drained, consumer, relay, pools. */
  close(): Promise<void>;
}

/** Boots a service in this process and listens; rejects with every fault of its environment at once. */
export async function createService(
  description: ServiceDescription,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningService> {
  const settings = kitConfig.schema.parse(env);
  const app = await NestFactory.create<NestFastifyApplication>(description.module, new FastifyAdapter());
  await app.listen(settings.PORT, settings.HOST);
  return { app, url: await app.getUrl(), close: () => app.close() };
}
