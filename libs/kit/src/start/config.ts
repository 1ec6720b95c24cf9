import { z } from 'zod';
import { isCrashPoint } from './crash-point.js';

/** The environment one service reads, declared once: types, checks at start, and the token it is injected by. */
export class ConfigDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly token = Symbol('config');
  readonly schema: z.ZodObject<Shape>;

  constructor(readonly shape: Shape) {
    this.schema = z.object(shape);
  }
}

export type ConfigOf<Definition extends ConfigDefinition> = z.output<Definition['schema']>;

/**
 * Declares the environment a service reads beside the kit's own; injected by
 * `@Inject(orderConfig.token) private readonly config: ConfigOf<typeof orderConfig>`.
 */
export function config<Shape extends z.ZodRawShape>(shape: Shape): ConfigDefinition<Shape> {
  return new ConfigDefinition(shape);
}

export const profiles = ['local', 'test', 'staging', 'production'] as const;
export type Profile = (typeof profiles)[number];

const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().min(0).max(600);

/** What every service and the gateway read. */
export const kitConfig = config({
  CHOWK_PROFILE: z.enum(profiles).meta({
    description:
      'What the process is for: `local` and `test` are lenient (movable clock, weak secrets), `staging` and `production` are not.',
    examples: ['production'],
  }),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address the process listens on; `0.0.0.0` in containers.'),
  PORT: port.meta({ description: 'Port it listens on; 0 = any free one.', examples: ['3003'] }),
  KAFKA_BROKERS: z
    .string()
    .min(1)
    .meta({ description: 'Brokers to begin with, with commas between them.', examples: ['kafka-1:9092,kafka-2:9092'] }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).meta({
    description: 'Redis: limits of the gateway, sockets of notification, queues.',
    examples: ['redis://redis:6379'],
  }),
  CHOWK_PREFIX: z
    .string()
    .max(40)
    .default('')
    .describe(
      'Before the names of topics, consumer groups and keys in Redis, so that several systems share their servers.',
    ),
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }).meta({
    description: 'Where auth publishes the keys that access tokens are verified with.',
    examples: ['http://auth:3001/.well-known/jwks.json'],
  }),
  GATEWAY_SECRET: z
    .string()
    .min(32)
    .meta({
      description:
        'The gateway signs with it who called (address, request id); services believe nobody else. The same for all, at least 32 characters.',
      examples: ['48 random characters'],
    }),
  CRASH_POINT: z
    .string()
    .refine(isCrashPoint, 'is no crash point, <place>/<what>[@<hit>]')
    .optional()
    .meta({
      description: 'Where this process ends by SIGKILL; for tests, refused outside of local and test.',
      examples: ['handled/order.placed.v1@2'],
    }),
  CRASH_POINT_SIGNAL: z
    .enum(['SIGUSR2'])
    .optional()
    .meta({
      description: 'The signal that arms the crash point; without one it is armed at once.',
      examples: ['SIGUSR2'],
    }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least important log lines that are written.'),
  /** {@link shutdownWaitSeconds} says what holds without it. */
  SHUTDOWN_WAIT_SECONDS: seconds.optional().meta({
    description:
      'Seconds between "not ready" and the first closed door, so that balancers notice. Where nothing is said: 3, in local and test none.',
    examples: ['3'],
  }),
  SHUTDOWN_DEADLINE_SECONDS: seconds
    .default(20)
    .describe('Seconds after which a shutdown that does not end is forced.'),
});
export type KitConfig = ConfigOf<typeof kitConfig>;

/** Gateways look at the instances they know every second. */
const noticed = 3;

/** Seconds an instance still serves after it has said that it ends; nobody has to notice on a developer's machine. */
export function shutdownWaitSeconds({ CHOWK_PROFILE, SHUTDOWN_WAIT_SECONDS }: KitConfig): number {
  const isAlone = CHOWK_PROFILE === 'local' || CHOWK_PROFILE === 'test';
  return SHUTDOWN_WAIT_SECONDS ?? (isAlone ? 0 : noticed);
}

/** What a service with a database reads besides. */
export const databaseConfig = config({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).meta({
    description: 'The database of the service as its app role, which sees one tenant at a time.',
    examples: ['postgres://order_app:password@postgres:5432/order'],
  }),
  DATABASE_WORKER_URL: z.url({ protocol: /^postgres(ql)?$/ }).meta({
    description: 'The same database as its worker role: outbox, inbox and sweeps, over all tenants.',
    examples: ['postgres://order_worker:password@postgres:5432/order'],
  }),
});

/** What `migrate` reads besides: the role that owns the tables. */
export const ownerConfig = config({
  DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }).meta({
    description: 'The same database as the role that owns its tables; read by the command `migrate` alone.',
    examples: ['postgres://order_owner:password@postgres:5432/order'],
  }),
});
