import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineBench } from './bench.ts';
import { rounded } from './printing.ts';
import type { RelaySeen } from './relay/main.ts';

const main = fileURLToPath(new URL('relay/main.ts', import.meta.url));

export default defineBench({
  name: 'relay',
  what: 'the relay alone: CPU-ms of its process per event, from the outbox to the acknowledgement of the broker',
  unit: 'cpu-ms',
  bar: 1.5,
  goal: 0.5,
  rates: [100],
  seconds: 10,
  async run({ system, rates, seconds, table }) {
    const { databaseUrl, redisUrl, kafkaBrokers } = system.running.servers;
    const servers = join(system.running.dataDir, 'servers.json');
    writeFileSync(servers, JSON.stringify({ databaseUrl, redisUrl, kafkaBrokers }));
    const rows: (string | number)[][] = [
      ['events a second', 'CPU-ms each', 'idle CPU-ms/s', 'p50 ms', 'p95 ms', 'batches'],
    ];
    const all: RelaySeen[] = [];
    for (const rate of rates) {
      const env = { ...process.env, CHOWK_TEST_STACK: servers };
      const child = fork(main, [String(rate), String(seconds)], { env });
      const gone = once(child, 'exit').then(([code]) =>
        Promise.reject(new Error(`the relay ended with status ${code}`)),
      );
      const [seen] = (await Promise.race([once(child, 'message'), gone])) as [RelaySeen];
      gone.catch(() => undefined);
      all.push(seen);
      rows.push([rate, ...[seen.perEvent, seen.idle, seen.p50, seen.p95, seen.batches].map(rounded)]);
    }
    table(rows);
    const missed = all.flatMap(({ left, lost }) =>
      left + lost > 0 ? [`${left} left in the outbox, ${lost} lost`] : [],
    );
    const [first] = all;
    return { value: first?.perEvent ?? NaN, figures: { 'p95 ms': rounded(first?.p95 ?? NaN) }, missed };
  },
});
