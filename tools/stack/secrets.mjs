import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from './services.mjs';

/** The slugs of the demo tenants: each has a Razorpay account of its own. */
export const DEMO_TENANTS = ['intellidine', 'lafete365'];

const key = () => randomBytes(32).toString('base64url');
const password = () => randomBytes(18).toString('base64url');

/** New secrets for one stack. 32 bytes in base64url where a service wants a key of that size. */
export function makeSecrets() {
  const withDatabase = SERVICES.filter(({ hasDatabase }) => hasDatabase);
  return {
    postgres: password(),
    roles: Object.fromEntries(
      withDatabase.map(({ name }) => [name, { owner: password(), app: password(), worker: password() }]),
    ),
    gateway: key(),
    otp: key(),
    otpTransport: key(),
    key: key(),
    tableCode: key(),
    credential: key(),
    twilio: { accountSid: `AC${hex(16)}`, authToken: hex(16), from: '+15005550006' },
    razorpay: Object.fromEntries(DEMO_TENANTS.map((slug) => [slug, razorpayAccount()])),
  };
}

function hex(bytes) {
  return randomBytes(bytes).toString('hex');
}

function razorpayAccount() {
  return { keyId: `rzp_test_${hex(7)}`, keySecret: hex(12), webhookSecret: password() };
}

/** The secrets of the stack in `dataDir`: made once, with the data they open, readable by their owner alone. */
export function secretsOf(dataDir) {
  const file = join(dataDir, 'secrets.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(makeSecrets(), null, 2) + '\n', { mode: 0o600 });
    renameSync(`${file}.new`, file); // whole or not at all: the passwords in it must outlive a kill
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
