import { readFileSync, statSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../stack/layout.mjs';

/** Where figures are kept. */
export const results = join(root, 'bench', 'results');

/** What a figure was measured on, as far as it explains the figure. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly node: string;
}

export function machine(): Machine {
  const model = /^model name\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown';
  return {
    cores: availableParallelism(),
    processor: model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** Keeps a result under its name, with date and machine. */
export function keep(name: string, result: object): void {
  mkdirSync(results, { recursive: true });
  const dated = { date: new Date().toISOString(), machine: machine(), ...result };
  // What is kept may be published: no path of this machine, as stands in a stack
  const text = JSON.stringify(dated, null, 2).replaceAll(root, '.');
  writeFileSync(join(results, `${name}.json`), `${text}\n`);
}

/** What somebody saw, short enough for a row of a table. */
export function shortly(seen: unknown): string {
  const text = typeof seen === 'string' ? seen : (JSON.stringify(seen) ?? '');
  const one = text.replaceAll(/\s+/g, ' ');
  return one.length > 400 ? `${one.slice(0, 400)} ...` : one;
}

/** Whole bytes of a file, 0 when there is none. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
