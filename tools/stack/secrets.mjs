import { generateKeyPairSync, randomBytes } from 'node:crypto';
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
    guestToken: signingKey(),
    credential: key(),
    twilio: { accountSid: `AC${hex(16)}`, authToken: hex(16), from: '+15005550006' },
    razorpay: Object.fromEntries(DEMO_TENANTS.map((slug) => [slug, razorpayAccount()])),
  };
}

/** A key pair for ES256 with an id, as a private JWK: order signs guests with it, auth publishes its other half. */
function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: hex(8) };
}

function hex(bytes) {
  return randomBytes(bytes).toString('hex');
}

function razorpayAccount() {
  return { keyId: `rzp_test_${hex(7)}`, keySecret: hex(12), webhookSecret: password() };
}

/**
 * The secrets of the stack in `dataDir`: made once, with the data they open, readable by their owner alone. A stack that is older than one of
 * them gets it when it starts again.
 */
export function secretsOf(dataDir) {
  const file = join(dataDir, 'secrets.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const made = makeSecrets();
  if (Object.keys(made).every((name) => name in kept)) return kept;
  mkdirSync(dataDir, { recursive: true });
  const secrets = { ...made, ...kept };
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2) + '\n', { mode: 0o600 });
  renameSync(`${file}.new`, file); // whole or not at all: the passwords in it must outlive a kill
  return secrets;
}
