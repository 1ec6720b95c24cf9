import { describe, expect, it } from 'vitest';
import { inLanguage, languageChain } from './in-language.js';

describe('A text', () => {
  const dosa = { en: 'Dosa', hi: 'डोसा' };

  it.each([
    ['hi', ['en', 'hi'], 'डोसा', 'comes in the language that was wished for'],
    ['kn', ['hi', 'en'], 'डोसा', "comes in the tenant's first language when it is not written in the wished one"],
    ['kn', ['ta'], 'Dosa', 'comes in whichever language it has when it has none of those'],
  ])('%s of %j is %s: %s', (wished, offered, expected) => {
    expect(inLanguage(dosa, languageChain(wished, offered))).toBe(expected);
  });

  it('tries each language once', () => {
    expect(languageChain('hi', ['en', 'hi'])).toEqual(['hi', 'en']);
  });

  it('without any language is empty', () => {
    expect(inLanguage({}, ['en'])).toBe('');
  });
});
