import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Books } from './books.js';

describe('Books', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'books-'));
    file = join(folder, 'deep', 'books.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Opens the books, uses them and leaves them open, as a killed process does. */
  function write(...values: [string, number | null][]): void {
    const books = new Books(file);
    for (const [id, value] of values) books.write([['number', id, value]]);
  }

  function read(): number[] {
    const books = new Books(file);
    const values = books.shelf<number>('number').values();
    books.close();
    return values;
  }

  it('remember what was written by a process that was killed', () => {
    write(['a', 1], ['b', 2], ['a', 3]);
    expect(read()).toEqual([3, 2]);
  });

  it('forget what was taken out', () => {
    write(['a', 1], ['b', 2], ['a', null]);
    expect(read()).toEqual([2]);
  });

  it('drop a last line that was not written to its end', () => {
    write(['a', 1]);
    appendFileSync(file, '[["number","b"');
    expect(read()).toEqual([1]);
    write(['c', 3]);
    expect(read()).toEqual([1, 3]);
  });

  it('refuse to open when a line in the middle is not theirs', () => {
    write(['a', 1]);
    writeFileSync(file, `rubbish\n${readFileSync(file, 'utf8')}`);
    expect(() => new Books(file)).toThrow('Line 1 of');
  });

  it('do not grow with every start', () => {
    write(['a', 1], ['a', 2], ['a', 3]);
    read();
    expect(readFileSync(file, 'utf8')).toBe('[["number","a",3]]\n');
  });

  it('are empty after they were emptied, also for the next start', () => {
    const books = new Books(file);
    const numbers = books.shelf<number>('number');
    books.write([numbers.change('a', 1)]);
    books.empty();
    expect(numbers.size).toBe(0);
    books.write([]);
    books.write([numbers.change('b', 2)]);
    expect(read()).toEqual([2]);
    books.close();
  });

  it('live in memory when they have no file', () => {
    const books = new Books();
    books.write([['number', 'a', 1]]);
    expect(books.shelf<number>('number').get('a')).toBe(1);
    books.empty();
    books.close();
    expect(books.shelf<number>('number').get('a')).toBeUndefined();
  });
});
