/** How one part of a service does. `degraded` does not take it out of service. */
export type PartState = 'up' | 'degraded' | 'down';

export interface HealthPart {
  readonly state: PartState;
  /** For the operator. */
  readonly says?: string;
}

/** A part that is asked at each look; must answer within a second or two, and never rejects for being away. */
export type HealthProbe = () => HealthPart | Promise<HealthPart>;

export interface HealthReport {
  readonly status: 'up' | 'degraded' | 'down';
  readonly service: string;
  readonly version: string;
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly parts: Readonly<Record<string, HealthPart>>;
}

/** Whether this instance lives and whether it should be given work. */
export class Health {
  private readonly startedAt = performance.now();
  private readonly probes = new Map<string, HealthProbe>();
  private draining = false;

  constructor(
    private readonly service: string,
    private readonly version: string,
  ) {}

  /** Adds a part that is asked at each look at readiness. */
  watch(part: string, probe: HealthProbe): void {
    this.probes.set(part, probe);
  }

  /** From now on not ready: the process is about to end. */
  drain(): void {
    this.draining = true;
  }

  /** Whether {@link drain} was called. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Ready unless a part is down or the process is about to end. */
  async readiness(): Promise<HealthReport> {
    const answers = await Promise.all(
      [...this.probes].map(async ([name, probe]) => [name, await asked(probe)] as const),
    );
    const parts = Object.fromEntries(answers);
    const states = Object.values(parts).map(({ state }) => state);
    const isDown = this.draining || states.includes('down');
    return this.report(isDown ? 'down' : states.includes('degraded') ? 'degraded' : 'up', {
      ...parts,
      ...(this.draining ? { shutdown: { state: 'down', says: 'draining' } } : {}),
    });
  }

  /** Alive: the loop turns, or this would not be answered; and the consumer has not given up. */
  async liveness(): Promise<HealthReport> {
    const consumer = this.probes.get('consumer');
    const part = consumer ? await asked(consumer) : undefined;
    const hasCrashed = part?.says === 'crashed';
    return this.report(hasCrashed ? 'down' : 'up', part ? { consumer: part } : {});
  }

  private report(status: HealthReport['status'], parts: Readonly<Record<string, HealthPart>>): HealthReport {
    const uptimeSeconds = Math.round((performance.now() - this.startedAt) / 1000);
    return { status, service: this.service, version: this.version, pid: process.pid, uptimeSeconds, parts };
  }
}

async function asked(probe: HealthProbe): Promise<HealthPart> {
  try {
    return await probe();
  } catch (error) {
    return { state: 'down', says: error instanceof Error ? error.name : 'failed' };
  }
}
