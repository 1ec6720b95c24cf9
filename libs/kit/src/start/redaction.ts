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

/** pino paths: every secret field at the top and up to three levels down. */
export const redactedPaths: string[] = secretFields.flatMap((field) => {
  const name = `["${field}"]`;
  return [name, `*${name}`, `*.*${name}`, `*.*.*${name}`];
});

interface Pattern {
  readonly finds: RegExp;
  readonly replacement: string;
}

/** Works on the finished line, so that secrets inside sentences, addresses, error messages and stacks are met as well. */
const patterns: readonly Pattern[] = [
  { finds: /eyJ[\w-]{5,}\.[\w-]+\.[\w-]*(?:\.[\w-]*){0,2}/g, replacement: censor },
  { finds: /\b(bearer|basic)\s+[\w.~+/=-]+/gi, replacement: `$1 ${censor}` },
  { finds: /(\w+:\/\/[^\s:/@"\\]+):[^\s@"\\]+@/g, replacement: `$1:${censor}@` },
  { finds: /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g, replacement: censor },
  { finds: /(?<![\w.+-])\+[1-9][\d -]{6,18}\d(?![\w])/g, replacement: censor },
  { finds: /(?<![\w.+-])(?:0|91)?[6-9]\d{9}(?![\w-])/g, replacement: censor },
  { finds: /\botp(\W{1,8}(?:(?:is|code|for login)\W{1,4})?)\d{4,8}\b/gi, replacement: `otp$1${censor}` },
  {
    finds: /((?:secret|password|token|api[_-]?key|pepper)\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted\])[^\s"'\\,}&]{4,}/gi,
    replacement: `$1${censor}`,
  },
];

/** The line without phone numbers, e-mail addresses, tokens, secrets and one-time codes. */
export function redactLine(line: string): string {
  return patterns.reduce((text, { finds, replacement }) => text.replace(finds, replacement), line);
}
