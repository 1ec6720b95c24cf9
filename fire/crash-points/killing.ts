import { openSync, readSync, closeSync } from 'node:fs';
import { logOf, type FieldSystem, type ServiceName } from '../../tools/field/field-system.ts';
import { sizeOf } from '../../tools/field/report.ts';
import { until } from '../../tools/field/until.ts';

export interface Hit {
  readonly service: ServiceName;
  readonly point: string;
}

/** Longest (s) that an armed point may take to be reached: orders flow, but those on whom it waits may be on their way up. */
const reachWithin = 120;

/** Has services die where they are told to. A restart already carries the next point, asleep until its round begins. */
export class Killing {
  /** Deaths that do not prove what they should. */
  readonly unproven: string[] = [];
  private readonly system: FieldSystem;
  private readonly rounds: readonly (readonly Hit[])[];
  private readonly counts = new Map<string, number>();

  constructor(system: FieldSystem, rounds: readonly (readonly Hit[])[]) {
    this.system = system;
    this.rounds = rounds;
  }

  /** Gives each service its first point. */
  async begin(): Promise<void> {
    const services = [...new Set(this.rounds.flat().map(({ service }) => service))];
    await Promise.all(services.map((service) => this.system.services[service].restart(this.next(service, 0))));
  }

  /** Wakes the points of a round, waits for the deaths and starts again who died; answers what was not reached. */
  async round(index: number): Promise<string[]> {
    const missed: string[] = [];
    await Promise.all(
      (this.rounds[index] ?? []).map(async ({ service, point }) => {
        const place = this.system.services[service];
        const log = logOf(this.system, service);
        const before = sizeOf(log);
        if (place.pid === undefined) throw new Error(`${service} is not there`);
        process.kill(place.pid, 'SIGUSR2');
        const name = `${service}:${point}`;
        try {
          await until(`${name} is reached`, reachWithin, () => place.pid === undefined);
        } catch {
          missed.push(name);
          await place.kill();
        }
        if (place.ended !== 'was ended by SIGKILL') this.unproven.push(`${name} ${String(place.ended)}`);
        if (!missed.includes(name)) {
          if (!saidSince(log, before).includes(`crash point ${point}`)) this.unproven.push(`${name} said nothing`);
          this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
        }
        await place.start(this.next(service, index + 1));
      }),
    );
    return missed;
  }

  namesOf(round: number): string {
    return (this.rounds[round] ?? []).map(({ service, point }) => `${service}:${point}`).join(', ');
  }

  hits(): { distinct: number; least: number; total: number } {
    const all = [...this.counts.values()];
    return { distinct: all.length, least: Math.min(...all), total: all.reduce((sum, one) => sum + one, 0) };
  }

  private next(service: ServiceName, from: number): Record<string, string> {
    const hit = this.rounds
      .slice(from)
      .flat()
      .find((one) => one.service === service);
    return hit ? { CRASH_POINT: hit.point, CRASH_POINT_SIGNAL: 'SIGUSR2' } : {};
  }
}

/** What a log got since it had that many bytes. */
function saidSince(file: string, bytes: number): string {
  const size = Math.max(0, sizeOf(file) - bytes);
  const buffer = Buffer.alloc(size);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, buffer, 0, size, bytes);
  } finally {
    closeSync(descriptor);
  }
  return buffer.toString('utf8');
}
