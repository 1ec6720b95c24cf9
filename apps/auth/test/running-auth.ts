import { createServer } from 'node:net';
import { OtpRequested, sealedOtp, signedIn, type DataOf, type EventDefinition, type SignedIn } from '@chowk/contracts';
import { Clock, seedId } from '@chowk/kit';
import { eventually, startTestService, type CallOptions, type Reply, type TestService } from '@chowk/testing';
import { compactDecrypt } from 'jose';
import type { z } from 'zod';
import { auth } from '../src/auth.module.js';
import { SeedDemoTenants } from '../src/database/seed.js';

export const intellidine = seedId('tenant/intellidine');
export const lafete365 = seedId('tenant/lafete365');
export const password = 'chowk-demo-2026';

const transportSecret = Buffer.alloc(32, 7);

/** Limits so wide that only tests about limits meet them. */
const loose = { OTP_RESEND_SECONDS: '1', OTP_PER_PHONE_PER_HOUR: '1000', LOGIN_FAILURES: '1000' };
/** What production runs with. */
export const asInProduction = { OTP_RESEND_SECONDS: '30', OTP_PER_PHONE_PER_HOUR: '5', LOGIN_FAILURES: '5' };

let phones = 0;

/** A phone number that no other test uses. */
export function newPhone(): string {
  phones += 1;
  return `+9198${String(Math.trunc(performance.timeOrigin) % 10_000).padStart(4, '0')}${String(phones).padStart(4, '0')}`;
}

/** Auth in this process on real servers, with its demo tenants, checking tokens with its own keys. */
export class RunningAuth {
  private constructor(readonly service: TestService) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<RunningAuth> {
    const port = await freePort();
    const service = await startTestService(auth, {
      env: {
        PORT: String(port),
        AUTH_JWKS_URL: `http://127.0.0.1:${port}/.well-known/jwks.json`,
        OTP_SECRET: 'a pepper that only the tests know, of good length',
        OTP_TRANSPORT_SECRET: transportSecret.toString('base64url'),
        KEY_SECRET: Buffer.alloc(32, 9).toString('base64url'),
        ...loose,
        ...env,
      },
    });
    const running = new RunningAuth(service);
    await running.seed();
    for (const tenant of ['intellidine', 'lafete365', 'chowk'])
      await eventually(`${tenant} is known by its slug`, async () => {
        const { status } = await service.http.get('/outlets', { tenant });
        return status === 200;
      });
    return running;
  }

  get http() {
    return this.service.http;
  }

  seed(): Promise<void> {
    return this.service.app.get(SeedDemoTenants).run();
  }

  query<Row extends Record<string, unknown>>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.service.query<Row>(text, values);
  }

  /** Sets the service's clock ahead of the real time and waits until it knows. */
  async moveClock(ms: number): Promise<void> {
    await this.query('update clock_offset set offset_ms = $1', [ms]);
    await eventually('the clock has moved', () => this.service.app.get(Clock).offsetMs === ms);
  }

  requestOtp(phone: string, options: CallOptions = {}): Promise<Reply> {
    return this.http.post('/auth/customer/request-otp', { tenant: 'intellidine', body: { phone }, ...options });
  }

  verifyOtp(phone: string, code: unknown, options: CallOptions = {}): Promise<Reply> {
    return this.http.post('/auth/customer/verify-otp', { tenant: 'intellidine', body: { phone, code }, ...options });
  }

  /** The facts of a kind that were recorded, sent already or not, oldest first. */
  async facts<Definition extends EventDefinition>({ type, schema }: Definition): Promise<DataOf<Definition>[]> {
    const rows = await this.query<{ data: string }>(
      `select data from (select data, event_id from outbox where type = $1
         union select data, event_id from fact where type = $1) told order by event_id`,
      [type],
    );
    return rows.map(({ data }) => schema.parse(JSON.parse(data)) as DataOf<Definition>);
  }

  /** What notification would send: the newest code for the phone, unsealed. */
  async sentTo(phone: string): Promise<z.output<typeof sealedOtp>> {
    for (const { sealed } of (await this.facts(OtpRequested)).reverse()) {
      const { plaintext } = await compactDecrypt(sealed, transportSecret);
      const message = sealedOtp.parse(JSON.parse(Buffer.from(plaintext).toString()));
      if (message.phone === phone) return message;
    }
    throw new Error(`No code was sent to ${phone}`);
  }

  /** A code for the phone, requested by way of the API. */
  async newCode(phone: string, options: CallOptions = {}): Promise<string> {
    const reply = await this.requestOtp(phone, options);
    if (reply.status !== 202) throw new Error(`No code: ${reply.status} ${reply.text}`);
    return (await this.sentTo(phone)).code;
  }

  /** A customer who signed in with a code. */
  async customer(phone = newPhone(), options: CallOptions = {}): Promise<SignedIn> {
    const code = await this.newCode(phone, options);
    return (await this.verifyOtp(phone, code, options)).data(signedIn);
  }

  login(login: string, secret: unknown = password, tenant = 'intellidine'): Promise<Reply> {
    return this.http.post('/auth/staff/login', { tenant, body: { login, password: secret } });
  }

  /** A staff member who signed in. */
  async staff(login: string, tenant = 'intellidine'): Promise<SignedIn> {
    return (await this.login(login, password, tenant)).data(signedIn);
  }

  refresh(refreshToken: string): Promise<Reply> {
    return this.http.post('/auth/refresh', { body: { refreshToken } });
  }

  close(): Promise<void> {
    return this.service.close();
  }
}

/** Auth checks tokens with keys it fetches from itself, so its port must be known before it starts. */
function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() =>
      typeof address === 'object' && address ? resolve(address.port) : reject(new Error('There is no free port')),
    );
  });
  return promise;
}
