import type { LocalizedText } from '@chowk/contracts';

/** The languages to try, in order: the wished one, then the tenant's in theirs. */
export function languageChain(wished: string, offered: readonly string[]): readonly string[] {
  return [wished, ...offered.filter((language) => language !== wished)];
}

/** The text in the first of these languages it is written in, else in whichever it has. */
export function inLanguage(text: LocalizedText, chain: readonly string[]): string {
  const language = chain.find((one) => text[one] !== undefined);
  return (language === undefined ? Object.values(text)[0] : text[language]) ?? '';
}
