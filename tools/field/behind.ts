import pg from 'pg';

/** A row as PostgreSQL's client gives it. */
export type Row = Record<string, unknown>;

/** Looks into the databases of all services as an administrator, past row-level security; a few connections each, opened when asked. */
export class Behind {
  private readonly pools = new Map<string, pg.Pool>();
  private readonly databaseUrl: string;
  private readonly prefix: string;

  constructor({ databaseUrl, prefix }: { readonly databaseUrl: string; readonly prefix: string }) {
    this.databaseUrl = databaseUrl;
    this.prefix = prefix;
  }

  /** Asks a service's database; bigint comes as text, as PostgreSQL's client gives it. */
  async query<Found extends object = Row>(
    service: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Found[]> {
    return (await this.pool(service).query(text, [...values])).rows as Found[];
  }

  /** Connections to a service's database, for who needs more than one statement. */
  pool(service: string): pg.Pool {
    const known = this.pools.get(service);
    if (known) return known;
    const pool = new pg.Pool({ connectionString: this.address(service), max: 4, idleTimeoutMillis: 10_000 });
    // A server that is killed cuts idle connections: the next question opens new ones
    pool.on('error', () => undefined);
    this.pools.set(service, pool);
    return pool;
  }

  /** The administrator's address of a service's database. */
  address(service: string): string {
    const url = new URL(this.databaseUrl);
    url.pathname = `/${this.prefix}chowk_${service}`;
    return url.href;
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    this.pools.clear();
  }
}
