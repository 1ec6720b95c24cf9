import { randomUUID } from 'node:crypto';
import type { Tenant } from '@chowk/contracts/envelope';
import { createService, createTopics, type RunningService, type ServiceDescription, type TopicPlan } from '@chowk/kit';
import { topics as productTopics } from '@chowk/contracts';
import pg from 'pg';
import { testDatabase, type TestDatabase } from './database.js';
import { http, type HttpClient } from './http.js';
import { TestKafka } from './kafka.js';
import { testStack } from './stack.js';
import { TestAuth, type TokenFor } from './tokens.js';

export interface TestServiceOptions {
  /** Added to the environment, or replacing parts of it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Topics to make before the start; those of the product that concern the service are made anyway. */
  readonly topics?: readonly TopicPlan[];
  /** A database that is there already, to boot a second instance or to boot again. */
  readonly database?: TestDatabase;
  readonly kafka?: TestKafka;
  readonly auth?: TestAuth;
  /** Its controllers are made up for a test: the API reference does not know what they answer. */
  readonly isMadeUp?: boolean;
}

/** The key that signs X-Chowk-Caller in tests. */
export const testGatewaySecret = 'a-gateway-key-that-only-the-tests-know';

/** The product's topics with two partitions each: every test file makes its own, and a broker has a file or three for each. */
const fewPartitions = productTopics.map((topic) => ({ ...topic, partitions: 2 }));

/** A service that runs in this process on real servers, and what a test needs around it. */
export class TestService {
  /** Calls below `/api/v1`. */
  readonly http: HttpClient;

  constructor(
    readonly service: RunningService,
    readonly database: TestDatabase,
    readonly kafka: TestKafka,
    readonly auth: TestAuth,
    /** Everything the service logged, one JSON text each. */
    readonly log: readonly string[],
    private readonly owned: readonly (() => Promise<unknown>)[],
    { isMadeUp = false }: Pick<TestServiceOptions, 'isMadeUp'> = {},
  ) {
    this.http = http(`${service.url}/api/v1`, { isMadeUp });
  }

  get url(): string {
    return this.service.url;
  }

  get app(): RunningService['app'] {
    return this.service.app;
  }

  /** An access token signed as auth would. */
  mintToken(principal: TokenFor): Promise<string> {
    return this.auth.mint(principal);
  }

  /** Writes a tenant into the service's copy, as if auth had told of it; slug and settings are made up where left out. */
  async addTenant(partial: Partial<Tenant> = {}): Promise<Tenant> {
    const tenant = { ...tenantMother(), ...partial };
    await this.query(
      `insert into tenant (id, slug, version, state) values ($1, $2, 1, $3)
       on conflict (id) do update set slug = excluded.slug, state = excluded.state, version = tenant.version + 1`,
      [tenant.id, tenant.slug, JSON.stringify(tenant)],
    );
    return tenant;
  }

  /** Looks behind row-level security, as a superuser. */
  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.database.adminUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends the service, then what was made for it. */
  async close(): Promise<void> {
    await this.service.close();
    for (const end of this.owned) await end();
  }
}

/** Boots a service on a free port against a database and a corner of the broker of its own. */
export async function startTestService(
  description: ServiceDescription,
  options: TestServiceOptions = {},
): Promise<TestService> {
  const { redisUrl, kafkaBrokers } = testStack();
  const owned: (() => Promise<unknown>)[] = [];
  const database = options.database ?? (await testDatabase(description));
  if (!options.database) owned.push(() => database.drop());
  const kafka = options.kafka ?? new TestKafka();
  if (!options.kafka) owned.unshift(() => kafka.close());
  const auth = options.auth ?? (await TestAuth.start());
  if (!options.auth) owned.unshift(() => auth.close());
  await createTopics(kafkaBrokers.split(','), kafka.prefix, options.topics ?? fewPartitions);
  const lines: string[] = [];
  const service = await createService(
    description,
    {
      CHOWK_PROFILE: 'test',
      PORT: '0',
      REDIS_URL: redisUrl,
      KAFKA_BROKERS: kafkaBrokers,
      CHOWK_PREFIX: kafka.prefix,
      AUTH_JWKS_URL: auth.jwksUrl,
      ...auth.guestKeyEnv,
      GATEWAY_SECRET: testGatewaySecret,
      LOG_LEVEL: 'info',
      ...database.env,
      ...options.env,
    },
    { logTo: { write: (line: string) => void lines.push(line) } },
  );
  return new TestService(service, database, kafka, auth, lines, owned, options);
}

/** A restaurant in Bengaluru like any other. */
export function tenantMother(): Tenant {
  const id = randomUUID();
  return {
    id,
    slug: `tenant-${id.slice(0, 13)}`,
    name: 'A restaurant',
    status: 'ACTIVE',
    capabilities: ['dine-in', 'takeaway', 'kitchen', 'inventory'],
    currency: 'INR',
    timeZone: 'Asia/Kolkata',
    languages: ['en', 'hi'],
    origins: [],
    pricesIncludeTax: false,
    orderNumberPrefix: 'T',
    taxRegistrations: [],
    settings: {
      paymentTiming: {},
      unpaidExpiryMinutes: 15,
      latePayment: 'REVIVE_IF_STOCK',
      tablePolicy: 'NONE',
      otpPerAddressPerHour: 1_000,
    },
  };
}
