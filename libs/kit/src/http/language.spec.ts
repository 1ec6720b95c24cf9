import { describe, expect, it } from 'vitest';
import { chooseLanguage } from './language.js';

describe('The language of an answer', () => {
  it.each([
    ['hi', ['en', 'hi'], 'hi'],
    ['hi-IN,en;q=0.5', ['en', 'hi'], 'hi'],
    ['en;q=0.2, hi;q=0.9', ['en', 'hi'], 'hi'],
    ['hi;q=0', ['en', 'hi'], 'en'],
    ['fr, de', ['kn', 'en'], 'kn'],
    ['*', ['kn'], 'kn'],
    [undefined, ['kn', 'en'], 'kn'],
    ['ta', [], 'ta'],
    [undefined, [], 'en'],
    [';;;q=x,,', ['en'], 'en'],
    [`hi,${'x'.repeat(600)}`, ['en', 'hi'], 'en'],
  ])('%s of %j is %s', (header, offered, language) => {
    expect(chooseLanguage(header, offered)).toBe(language);
  });
});
