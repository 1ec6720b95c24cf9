import { stdSerializers } from 'pino';

/** Field names whose values never reach a log line, wherever they stand. */
export const secretFields = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'otp',
  'pin',
  'phone',
  'email',
  'apiKey',
  'x-api-key',
  'x-chowk-caller',
  'signature',
] as const;

export const censor = '[redacted]';

const secretNames: ReadonlySet<string> = new Set(secretFields);

/** Levels that pino writes; what lies deeper, as in things that go round in circles, is not told. */
const deepest = 5;
/** Values looked at for one line; an error may hold half of the process by its fields. */
const mostValues = 1_000;

/**
 * The fields of a line with the values of secret names censored, wherever they stand; the same object when there are none. By hand because
 * pino's own redaction by paths costs 0.09 CPU-ms a line (docs/adr/0024).
 */
export function withoutSecrets(fields: object): Record<string, unknown> {
  return censored(fields, 0, { left: mostValues });
}

interface Budget {
  left: number;
}

function censored(whole: object, depth: number, budget: Budget): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(whole)) {
    const isSecret = secretNames.has(name) && value !== undefined;
    const kept = isSecret ? censor : censoredValue(value, depth + 1, budget);
    if (kept === value) continue;
    copy ??= { ...whole };
    copy[name] = kept;
  }
  return copy ?? (whole as Record<string, unknown>);
}

function censoredValue(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepest || budget.left-- <= 0) return '[not told]';
  if (Array.isArray(value)) {
    const kept = value.map((one) => censoredValue(one, depth + 1, budget));
    return kept.some((one, index) => one !== value[index]) ? kept : value;
  }
  // As pino tells an error: its message, stack, causes and fields
  if (value instanceof Error) return censored(stdSerializers.err(value), depth, budget);
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const told: unknown = value.toJSON();
    return typeof told === 'object' ? censoredValue(told, depth + 1, budget) : value;
  }
  return censored(value, depth, budget);
}

interface Pattern {
  /** Without this text there is nothing to find; looking for it costs a tenth of the pattern. */
  readonly only?: string;
  readonly finds: RegExp;
  readonly replacement: string;
}

/** Works on the finished line, so that secrets inside sentences, addresses, error messages and stacks are met as well. */
const patterns: readonly Pattern[] = [
  { only: 'eyJ', finds: /eyJ[\w-]{5,}\.[\w-]+\.[\w-]*(?:\.[\w-]*){0,2}/g, replacement: censor },
  { finds: /\b(bearer|basic)\s+[\w.~+/=-]+/gi, replacement: `$1 ${censor}` },
  { only: '://', finds: /(\w+:\/\/[^\s:/@"\\]+):[^\s@"\\]+@/g, replacement: `$1:${censor}@` },
  { only: '@', finds: /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, replacement: censor },
  { only: '+', finds: /(?<![\w.+-])\+[1-9][\d -]{6,18}\d(?![\w])/g, replacement: censor },
  { finds: /(?<![\w.+-])(?:0|91)?[6-9]\d{9}(?![\w-])/g, replacement: censor },
  { finds: /\botp(\W{1,8}(?:(?:is|code|for login)\W{1,4})?)\d{4,8}\b/gi, replacement: `otp$1${censor}` },
  {
    finds: /((?:secret|password|token|api[_-]?key|pepper)\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted\])[^\s"'\\,}&]{4,}/gi,
    replacement: `$1${censor}`,
  },
];

/** The line without phone numbers, e-mail addresses, tokens, secrets and one-time codes. */
export function redactLine(line: string): string {
  return patterns.reduce(
    (text, { only, finds, replacement }) =>
      only === undefined || text.includes(only) ? text.replace(finds, replacement) : text,
    line,
  );
}
