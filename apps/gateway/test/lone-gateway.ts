import { Writable } from 'node:stream';
import { createGateway, type RunningGateway } from '../src/create-gateway.js';
import { serviceNames } from '../src/domain/route.js';
import { FakeService } from './fake-service.js';

/** A gateway without Kafka and Redis, which only its own pages can do without; every service behind it is the same fake. */
export async function loneGateway(
  env: Readonly<Record<string, string>> = {},
): Promise<{ gateway: RunningGateway; service: FakeService; close(): Promise<void> }> {
  const service = await FakeService.start();
  const addresses = Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, service.url]));
  const gateway = await createGateway(
    {
      CHOWK_PROFILE: 'test',
      PORT: '0',
      KAFKA_BROKERS: '127.0.0.1:1',
      REDIS_URL: 'redis://127.0.0.1:1',
      AUTH_JWKS_URL: `${service.url}/.well-known/jwks.json`,
      GATEWAY_SECRET: 'a-secret-of-the-gateway-for-tests-0123456789',
      ...addresses,
      ...env,
    },
    { logTo: new Writable({ write: (_line, _encoding, done) => done() }) },
  );
  const close = async (): Promise<void> => {
    await gateway.close();
    await service.stop();
  };
  return { gateway, service, close };
}
