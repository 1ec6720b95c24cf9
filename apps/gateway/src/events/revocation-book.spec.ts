import { describe, expect, it } from 'vitest';
import { RevocationBook } from './revocation-book.js';

describe('The book of revocations', () => {
  it('knows a session until its tokens are dead by themselves, and then forgets it', () => {
    let now = 1_000_000;
    const book = new RevocationBook(() => now);
    book.keep('a', new Date(now + 10_000));
    book.keep('late', new Date(now - 1));
    expect([book.isRevoked('a'), book.isRevoked('b'), book.isRevoked('late'), book.size]).toEqual([
      true,
      false,
      false,
      1,
    ]);
    now += 10_000;
    expect([book.isRevoked('a'), book.size]).toEqual([false, 1]);
    now += 60_000;
    book.keep('c', new Date(now + 1));
    expect(book.size).toBe(1);
  });
});
