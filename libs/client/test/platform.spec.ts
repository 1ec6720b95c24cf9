import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryStorage, pageStorage } from '../src/index.js';
import { uuid } from '../src/uuid.js';

afterEach(() => vi.unstubAllGlobals());

describe('The storage of a page', () => {
  it('is its localStorage, left as it was', async () => {
    const storage = memoryStorage();
    vi.stubGlobal('document', {});
    vi.stubGlobal('localStorage', storage);
    expect(pageStorage()).toBe(storage);
    expect(await storage.getItem('chowk:probe')).toBeNull();
  });

  it.each([
    ['it may not be used', true],
    ['there is no page', false],
  ])('is memory where %s', async (_, isPage) => {
    if (isPage) vi.stubGlobal('document', {});
    const refuse = () => {
      throw new Error('SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse });
    const storage = pageStorage();
    await storage.setItem('a', '1');
    expect(await storage.getItem('a')).toBe('1');
  });
});

describe('A key', () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it.each([
    ['with TLS', false],
    ['without', true],
  ])('is a random UUID in a page %s', (_, isPlain) => {
    const { crypto } = globalThis;
    if (isPlain)
      vi.stubGlobal('crypto', {
        getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
      });
    const made = Array.from({ length: 50 }, uuid);
    for (const one of made) expect(one).toMatch(form);
    expect(new Set(made).size).toBe(50);
  });
});
