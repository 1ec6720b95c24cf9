import { readFileSync } from 'node:fs';

/** Version of the product, as the package of the kit tells it; all packages carry the same. */
export function productVersion(): string {
  const { version }: { version?: unknown } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return typeof version === 'string' ? version : 'unknown';
}
