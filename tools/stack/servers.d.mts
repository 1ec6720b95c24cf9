/** One server or program in its place. */
export interface Place {
  readonly name: string;
  readonly state: 'stopped' | 'starting' | 'up' | 'dead' | 'in dev';
  readonly pid: number | undefined;
  /** How the last process in this place ended (`was ended by SIGKILL`); undefined while one is there. */
  readonly ended: string | undefined;
  /** Resolves when it is ready; throws with its last log lines. */
  start(): Promise<void>;
  /** Resolves when no process is left. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface ServerAddresses {
  /** An administrator's address. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Comma separated. */
  readonly kafkaBrokers: string;
}

export interface RunningServers extends ServerAddresses {
  /** Those that were started here. */
  readonly places: Readonly<Partial<Record<'postgres' | 'redis' | 'kafka', Place>>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly moved: readonly string[];
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly dataDir: string;
  readonly ports?: 'documented' | 'free' | Readonly<Record<string, number>>;
  readonly existing?: Partial<ServerAddresses>;
  readonly maxConnections?: number;
  readonly kafkaHeapMb?: number;
  /** Settings of postgresql.conf, e.g. `{ fsync: 'off' }`. */
  readonly postgresSettings?: Readonly<Record<string, string | number>>;
  readonly keepAlive?: boolean;
  readonly say?: (text: string) => void;
  readonly onReady?: (name: string, address: string, milliseconds: number) => void;
}

export function startServers(options: ServerOptions): Promise<RunningServers>;
