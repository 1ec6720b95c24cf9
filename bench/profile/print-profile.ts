import type { Run } from '../bench.ts';
import { rounded } from '../printing.ts';
import type { Profile } from './profile.ts';

const shownFunctions = 12;
const shownPackages = 8;

/** Prints what one operation takes. */
export function printProfile({ say, table }: Run, profile: Profile, operations: number): void {
  const per = (n: number) => rounded(n / operations);
  const databases = Map.groupBy(profile.statements, ({ database }) => database);
  say('SQL statements per operation');
  table([
    ['database', 'statements', 'of them begin/commit', 'ms in PostgreSQL'],
    ...[...databases].map(([name, all]) => {
      const ends = all.filter(({ query }) => /^(begin|commit|start|rollback)/i.test(query));
      const sum = (rows: readonly { calls: number }[]) => rows.reduce((total, { calls }) => total + calls, 0);
      const milliseconds = all.reduce((total, row) => total + row.milliseconds, 0);
      return [name, per(sum(all)), per(sum(ends)), per(milliseconds)];
    }),
  ]);
  say('The statements sent most often, and those that take longest');
  const most = profile.statements.filter(({ calls }) => calls / operations >= 0.2);
  for (const { database, query, calls, milliseconds } of most)
    say(`  ${per(calls)}x ${rounded(milliseconds / calls)} ms  ${database}: ${query.slice(0, 150)}`);
  say('Requests per operation');
  const kinds = [...new Set(Object.values(profile.requests).flatMap((one) => Object.keys(one)))].toSorted();
  table([
    ['service', ...kinds],
    ...Object.entries(profile.requests).map(([name, counts]) => [name, ...kinds.map((kind) => per(counts[kind] ?? 0))]),
  ]);
  say('Redis commands per operation');
  table(Object.entries(profile.redisCommands).map(([name, n]) => [name, per(n)]));
  say('Kafka messages per operation');
  table(Object.entries(profile.messages).map(([name, n]) => [name, per(n)]));
  for (const [service, { packages, functions }] of Object.entries(profile.selfTimes)) {
    say(`${service}: milliseconds of its main thread per operation, by package`);
    table(packages.slice(0, shownPackages).map(({ name, milliseconds }) => [name, per(milliseconds)]));
    say(`${service}: by function`);
    table(functions.slice(0, shownFunctions).map(({ name, milliseconds }) => [name, per(milliseconds)]));
  }
}
