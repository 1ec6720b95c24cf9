import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** One thing to remember under an id on a shelf; the value `null` forgets it. */
export type Change = readonly [shelf: string, id: string, value: unknown];

/** The things of one kind, in the order in which they were first written. Values are never changed in place. */
export interface Shelf<T> {
  get(id: string): T | undefined;
  values(): T[];
  readonly size: number;
  /** The change that writes this value; it counts once it is given to `Books.write`. */
  change(id: string, value: T): Change;
}

/**
 * What a simulator remembers. Each `write` is one line of JSON appended to the file in one system call, so that a
 * process killed at any moment finds all of it or nothing of it when it starts again. Without a file the books live
 * in memory.
 */
export class Books {
  private readonly shelves = new Map<string, Map<string, unknown>>();
  private descriptor: number | undefined;

  /** Opens the books and replays them; throws when a line in their middle is not theirs. */
  constructor(file?: string) {
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    this.replay(file);
    this.compact(file);
    this.descriptor = openSync(file, 'a');
  }

  /** The shelf of this name, empty when nothing was ever written to it. */
  shelf<T>(name: string): Shelf<T> {
    const things = this.things(name);
    return {
      get: (id) => things.get(id) as T | undefined,
      values: () => [...things.values()] as T[],
      get size() {
        return things.size;
      },
      change: (id, value) => [name, id, value],
    };
  }

  /** Remembers all these changes or, when the disk refuses, none of them and throws. */
  write(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    if (this.descriptor !== undefined) writeSync(this.descriptor, `${JSON.stringify(changes)}\n`);
    this.apply(changes);
  }

  /** Forgets everything, on disk too. */
  empty(): void {
    if (this.descriptor !== undefined) ftruncateSync(this.descriptor, 0);
    for (const things of this.shelves.values()) things.clear();
  }

  /** Closes the file; later writes stay in memory. */
  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private things(name: string): Map<string, unknown> {
    let things = this.shelves.get(name);
    if (things === undefined) this.shelves.set(name, (things = new Map<string, unknown>()));
    return things;
  }

  private apply(changes: readonly Change[]): void {
    for (const [shelf, id, value] of changes) {
      if (value === null) this.things(shelf).delete(id);
      else this.things(shelf).set(id, value);
    }
  }

  /** A last line without its newline was being written when the machine stopped: nobody was told of it, it is dropped. */
  private replay(file: string): void {
    const lines = readIfThere(file).split('\n').slice(0, -1);
    for (const [index, line] of lines.entries()) {
      try {
        this.apply(JSON.parse(line) as Change[]);
      } catch (error) {
        throw new Error(`Line ${String(index + 1)} of ${file} is not a line of the books`, { cause: error });
      }
    }
  }

  /** Rewrites the file with one line per thing, so that it does not grow with every start. */
  private compact(file: string): void {
    const lines: string[] = [];
    for (const [shelf, things] of this.shelves) {
      for (const [id, value] of things) lines.push(`${JSON.stringify([[shelf, id, value]])}\n`);
    }
    writeFileSync(`${file}.new`, lines.join(''));
    renameSync(`${file}.new`, file);
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
