import type { Place, RunningServers, ServerAddresses, ServerOptions } from './servers.mjs';

export type ServiceName =
  'gateway' | 'auth' | 'catalog' | 'order' | 'payment' | 'inventory' | 'notification' | 'analytics' | 'discount';
export type SimulatorName = 'razorpay' | 'twilio';

/** A service or simulator that runs as a process of its own. */
export interface Program extends Pick<Place, 'name' | 'pid' | 'ended' | 'stop' | 'kill'> {
  readonly url: string;
  /** Resolves when it is ready; `env` is added for this start alone. */
  start(env?: Readonly<Record<string, string>>): Promise<void>;
  /** The command, environment and folder it runs with. */
  readonly program: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
  };
  /** Where it says that it is ready. */
  readonly health: string;
}

export interface SystemOptions {
  readonly dataDir: string;
  readonly prefix?: string;
  readonly servers?: Partial<ServerAddresses>;
  readonly ports?: 'documented' | 'free';
  readonly profile?: 'local' | 'test' | 'staging' | 'production';
  readonly seed?: boolean;
  /** More environment for all services, and for single ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly serviceEnv?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
  readonly keepAlive?: boolean;
  readonly serverOptions?: Partial<ServerOptions>;
  readonly say?: (text: string) => void;
  readonly step?: <Result>(
    name: string,
    work: (report?: (name: string, address: string, milliseconds: number) => void) => Promise<Result>,
  ) => Promise<Result>;
  readonly signal?: AbortSignal;
}

export interface RunningSystem {
  readonly gatewayUrl: string;
  readonly url: (name: ServiceName | SimulatorName) => string;
  readonly ports: Readonly<Record<ServiceName | SimulatorName, number>>;
  readonly services: Readonly<Record<ServiceName, Program>>;
  readonly simulators: Readonly<Record<SimulatorName, Program>>;
  readonly servers: RunningServers;
  readonly places: readonly Place[];
  readonly moved: readonly string[];
  readonly secrets: {
    readonly gateway: string;
    readonly tableCode: string;
    readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly from: string };
    readonly razorpay: Readonly<
      Record<string, { readonly keyId: string; readonly keySecret: string; readonly webhookSecret: string }>
    >;
  };
  stop(): Promise<void>;
}

export function startSystem(options: SystemOptions): Promise<RunningSystem>;
