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

/** What every service reads. */
export const kitConfig = config({
  CHOWK_PROFILE: z.enum(profiles),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 = any free port. */
  PORT: port,
  KAFKA_BROKERS: z.string().min(1),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  CHOWK_PREFIX: z.string().max(40).default(''),
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }),
  GATEWAY_SECRET: z.string().min(32),
  /** Where this process ends by SIGKILL, `handled/order.placed.v1@2`; for tests, refused outside of local and test. */
  CRASH_POINT: z.string().refine(isCrashPoint, 'is no crash point, <place>/<what>[@<hit>]').optional(),
  /** The signal that arms it; without one it is armed at once. */
  CRASH_POINT_SIGNAL: z.enum(['SIGUSR2']).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Seconds between "not ready" and the first closed door, so that balancers notice; {@link shutdownWaitSeconds} says what holds without it. */
  SHUTDOWN_WAIT_SECONDS: seconds.optional(),
  /** Seconds after which a shutdown that does not end is forced. */
  SHUTDOWN_DEADLINE_SECONDS: seconds.default(20),
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
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_WORKER_URL: z.url({ protocol: /^postgres(ql)?$/ }),
});

/** What `migrate` reads besides: the role that owns the tables. */
export const ownerConfig = config({ DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }) });
