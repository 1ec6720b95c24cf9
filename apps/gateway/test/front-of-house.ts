import { Writable } from 'node:stream';
import { AuthSessionRevocation, failure, TenantState, type Tenant } from '@chowk/contracts';
import { newId, type Environment } from '@chowk/kit';
import { eventually, holdToReference, messageOf, TestKafka, testStack, topicsFor } from '@chowk/testing';
import { createGateway, type RunningGateway } from '../src/create-gateway.js';
import { serviceNames, type ServiceName } from '../src/domain/route.js';
import { FakeService } from './fake-service.js';
import { TokenMint } from './token-mint.js';

type Body = NonNullable<RequestInit['body']>;

export const gatewaySecret = 'a-secret-of-the-gateway-for-tests-0123456789';

export function aTenant(slug: string, said: Partial<Tenant> = {}): Tenant {
  return {
    id: newId(),
    slug,
    name: slug,
    status: 'ACTIVE',
    capabilities: ['dine-in'],
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
    languages: ['en'],
    origins: [`https://${slug}.example`],
    pricesIncludeTax: false,
    orderNumberPrefix: 'T',
    taxRegistrations: [],
    settings: {
      paymentTiming: {},
      unpaidExpiryMinutes: 15,
      latePayment: 'REFUND',
      tablePolicy: 'NONE',
      otpPerAddressPerHour: 300,
    },
    ...said,
  };
}

/** A gateway on real Redis and Kafka, with fake services behind it and two tenants it was told of. */
export class FrontOfHouse {
  readonly kafka = new TestKafka();
  readonly dosa = aTenant('dosa-house');
  readonly cakes = aTenant('cake-shop');
  readonly logLines: string[] = [];
  mint!: TokenMint;
  gateway!: RunningGateway;
  private readonly services = new Map<ServiceName, FakeService>();
  private readonly versions = new Map<string, number>();
  private opened: RunningGateway[] = [];

  static async open(env: Environment = {}): Promise<FrontOfHouse> {
    const house = new FrontOfHouse();
    house.mint = await TokenMint.open();
    for (const name of serviceNames) house.services.set(name, await FakeService.start());
    house.publishKeys();
    await house.kafka.create(...topicsFor([TenantState, AuthSessionRevocation]));
    await house.tell(house.dosa);
    await house.tell(house.cakes);
    house.gateway = await house.openGateway(env);
    return house;
  }

  /** Another gateway in front of the same services, or one configured otherwise. */
  async openGateway(env: Environment = {}): Promise<RunningGateway> {
    const { redisUrl, kafkaBrokers } = testStack();
    const gateway = await createGateway(
      {
        CHOWK_PROFILE: 'test',
        PORT: '0',
        KAFKA_BROKERS: kafkaBrokers,
        REDIS_URL: redisUrl,
        CHOWK_PREFIX: this.kafka.prefix,
        AUTH_JWKS_URL: `${this.service('auth').url}/.well-known/jwks.json`,
        GATEWAY_SECRET: gatewaySecret,
        ...Object.fromEntries([...this.services].map(([name, { url }]) => [`${name.toUpperCase()}_URL`, url])),
        ...env,
      },
      {
        logTo: new Writable({
          write: (line: Buffer, _encoding, done) => (this.logLines.push(line.toString()), done()),
        }),
      },
    );
    this.opened.push(gateway);
    if (env['KAFKA_BROKERS'] === undefined) {
      await eventually('the gateway is ready', async () => (await fetch(`${gateway.url}/health/ready`)).status === 200);
    }
    return gateway;
  }

  service(name: ServiceName): FakeService {
    const service = this.services.get(name);
    if (!service) throw new Error(`No ${name}`);
    return service;
  }

  /** Everything that reached any service. */
  get reached(): number {
    return [...this.services.values()].reduce((sum, { reached }) => sum + reached.length, 0);
  }

  /** All services answer as usual again. */
  reset(): void {
    for (const service of this.services.values()) service.reset();
    this.publishKeys();
  }

  /** Tells a tenant as auth does. */
  async tell(tenant: Tenant): Promise<void> {
    const version = (this.versions.get(tenant.id) ?? 0) + 1;
    this.versions.set(tenant.id, version);
    await this.kafka.send(
      messageOf(TenantState, { tenantId: tenant.id, aggregateId: tenant.id, data: tenant, version }),
    );
  }

  async revoke(tenantId: string, sessionId: string, until = new Date(Date.now() + 900_000)): Promise<void> {
    const data = { sessionId, personId: newId(), until: until.toISOString() };
    await this.kafka.send(messageOf(AuthSessionRevocation, { tenantId, aggregateId: sessionId, data }));
  }

  /**
   * A call through the gateway; a string or bytes as body are sent as they are. What the services answer is made up here, but refusals are
   * the gateway's own and held to the API reference.
   */
  async call(
    method: string,
    path: string,
    { headers = {}, body }: { headers?: Record<string, string>; body?: Body } = {},
  ): Promise<Response> {
    const url = new URL(`${this.gateway.url}${path}`);
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const { status } = answer;
    const contentType = answer.headers.get('content-type') ?? undefined;
    if (status < 400 || method === 'HEAD' || !contentType?.includes('json')) return answer;
    const refusal = failure.safeParse(await answer.clone().json());
    if (refusal.success) holdToReference({ method, path: url.pathname, status, contentType, body: refusal.data });
    return answer;
  }

  /** The same, signed in as a customer of the first tenant or as whom the token says. */
  async callAs(
    token: string | Promise<string>,
    method: string,
    path: string,
    body?: Body,
    headers: Record<string, string> = {},
  ) {
    const own = { authorization: `Bearer ${await token}`, ...headers };
    return this.call(method, path, { headers: own, ...(body === undefined ? {} : { body }) });
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((gateway) => gateway.close()));
    await Promise.all([...this.services.values()].map((service) => service.stop()));
    await this.kafka.close();
  }

  private publishKeys(): void {
    const auth = this.service('auth');
    const usual = auth.behaviour;
    auth.behaviour = (request, response, reached) => {
      if (request.url !== '/.well-known/jwks.json') return usual(request, response, reached);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [this.mint.publicKey, this.mint.guestPublicKey] }));
    };
  }
}

/** Status and error code of an answer in the envelope. */
export async function refusalIn(answer: Response): Promise<[number, string | undefined]> {
  const { error } = (await answer.json()) as { error?: { code: string } };
  return [answer.status, error?.code];
}
