const isSecret = /(SECRET|PASSWORD|PEPPER)$/;
const isToken = /(_TOKEN|_API_KEY)$/;
const known = /secret|change[-_ ]?me|default|example|password|chowk|local|test|dummy|1234/i;
const shortestSecret = 32;
const shortestToken = 16;
const shortestPassword = 12;

/** Why a value must not guard anything outside of a developer's machine; undefined for a good one or for what is no secret. */
export function weaknessOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (isSecret.test(name)) return weaknessOfText(value, shortestSecret);
  if (isToken.test(name)) return weaknessOfText(value, shortestToken);
  if (name.startsWith('DATABASE_')) {
    const password = passwordOf(value);
    return password === undefined ? undefined : weaknessOfText(password, shortestPassword);
  }
  return undefined;
}

function weaknessOfText(text: string, shortest: number): string | undefined {
  if (text.length < shortest) return `is too short for a secret; expected at least ${shortest} random characters`;
  if (known.test(text) || new Set(text).size < 8) return 'looks like a default or an example; expected a random secret';
  return undefined;
}

function passwordOf(address: string): string | undefined {
  return URL.canParse(address) ? decodeURIComponent(new URL(address).password) : undefined;
}
