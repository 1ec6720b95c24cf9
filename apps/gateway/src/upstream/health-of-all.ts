import { z } from 'zod';
import type { HealthReport } from '@chowk/kit';
import type { Upstreams } from './upstreams.js';

const part = z.object({ state: z.enum(['up', 'degraded', 'down']), says: z.string().optional() });
const report = z.object({
  status: z.enum(['up', 'degraded', 'down']),
  version: z.string().optional(),
  uptimeSeconds: z.number().optional(),
  parts: z.record(z.string(), part).default({}),
  says: z.string().optional(),
});
/** What a service says of itself, or that it says nothing. */
export type ServiceReport = z.output<typeof report> | { readonly status: 'down'; readonly says: string };

export interface SystemReport extends HealthReport {
  readonly services: Readonly<Record<string, ServiceReport>>;
}

/** Milliseconds a service has to answer, and for which an answer is given again. */
const patienceMs = 1_500;
const freshMs = 500;

/** Asks every service whether it is ready; many who ask at once cost one round. */
export class HealthOfAll {
  private round: Promise<Readonly<Record<string, ServiceReport>>> | undefined;
  private roundFrom = Number.NEGATIVE_INFINITY;

  constructor(private readonly upstreams: Pick<Upstreams, 'pools'>) {}

  /** Within 1.5 s, whoever hangs. */
  look(): Promise<Readonly<Record<string, ServiceReport>>> {
    if (this.round && performance.now() - this.roundFrom < freshMs) return this.round;
    this.roundFrom = performance.now();
    return (this.round = this.ask());
  }

  private async ask(): Promise<Readonly<Record<string, ServiceReport>>> {
    const answers = this.upstreams.pools().map(async ({ name, instances }) => {
      const reports = await Promise.all(instances.map(({ origin }) => reportOf(origin)));
      return [name, reportOfAll(reports)] as const;
    });
    return Object.fromEntries(await Promise.all(answers));
  }
}

/** The best instance's report; degraded when not every instance is up. */
function reportOfAll(reports: readonly ServiceReport[]): ServiceReport {
  const isUp = ({ status }: ServiceReport) => status === 'up';
  const best = reports.find(isUp) ?? reports.find(({ status }) => status === 'degraded') ?? reports[0];
  if (!best) return { status: 'down', says: 'away' };
  if (reports.length === 1 || reports.every(isUp) || best.status === 'down') return best;
  return { ...best, status: 'degraded', says: `${reports.filter(isUp).length} of ${reports.length} instances are up` };
}

async function reportOf(url: string): Promise<ServiceReport> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
    const parsed = report.safeParse(await answer.json());
    return parsed.success ? parsed.data : { status: 'down', says: 'speaks otherwise' };
  } catch (error) {
    // Neither address nor library words: this page is public
    return { status: 'down', says: error instanceof Error && error.name === 'TimeoutError' ? 'slow' : 'away' };
  }
}
