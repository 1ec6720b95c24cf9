import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine, results } from '../tools/field/report.ts';

const mostKept = 50;

/** Adds a result, dated and with its machine, to those of the same bench; the newest comes first. */
export function keepResult(name: string, result: object): void {
  mkdirSync(results, { recursive: true });
  const file = join(results, `${name}.json`);
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object[]) : [];
  const dated = { date: new Date().toISOString(), machine: machine(), ...result };
  writeFileSync(file, JSON.stringify([dated, ...earlier].slice(0, mostKept), null, 2) + '\n');
}
