/**
 * The language of the answer: the one of `offered` that `Accept-Language` (RFC 9110) likes best, else the first offered.
 * Regions are ignored: `hi-IN` is `hi`. Nothing offered: the caller's first choice, else `en`.
 */
export function chooseLanguage(acceptLanguage: string | undefined, offered: readonly string[] = []): string {
  const wished = wishes(acceptLanguage);
  if (offered.length === 0) return wished[0] ?? 'en';
  return wished.find((language) => offered.includes(language)) ?? offered[0] ?? 'en';
}

function wishes(header: string | undefined): string[] {
  if (header === undefined || header.length > 500) return [];
  return header
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters
        .map((parameter) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(parameter)?.[1])
        .find(Boolean);
      return { language: /^([a-z]{2})(?:-[a-z0-9-]+)?$/.exec(range)?.[1], quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .flatMap(({ language }) => (language === undefined ? [] : [language]));
}
