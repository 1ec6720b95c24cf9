/**
 * The processes of the local stack, declared once. `port` is the documented one. `env(stack)` names what a service
 * reads beyond what all of them get (environment.mjs); `stack` has `url(name)`, `secrets` and `gatewayUrl`.
 */
export const SERVICES = [
  {
    name: 'gateway',
    port: 3000,
    hasDatabase: false,
    env: ({ url }) =>
      Object.fromEntries(
        SERVICES.filter(({ name }) => name !== 'gateway').map(({ name }) => [`${name.toUpperCase()}_URL`, url(name)]),
      ),
  },
  {
    name: 'auth',
    port: 3001,
    hasDatabase: true,
    env: ({ secrets }) => ({
      OTP_SECRET: secrets.otp,
      OTP_TRANSPORT_SECRET: secrets.otpTransport,
      KEY_SECRET: secrets.key,
      GUEST_TOKEN_KEYS: JSON.stringify({ keys: [publicHalf(secrets.guestToken)] }),
      // Loose: who tries things out signs in again and again. Tests of the limits set their own.
      OTP_RESEND_SECONDS: '1',
      OTP_PER_PHONE_PER_HOUR: '1000',
    }),
  },
  { name: 'catalog', port: 3002, hasDatabase: true, env: () => ({}) },
  {
    name: 'order',
    port: 3003,
    hasDatabase: true,
    env: ({ secrets, gatewayUrl }) => ({
      TABLE_CODE_SECRET: secrets.tableCode,
      TABLE_URL: `${gatewayUrl}/t`,
      GUEST_TOKEN_KEY: JSON.stringify(secrets.guestToken),
    }),
  },
  {
    name: 'payment',
    port: 3004,
    hasDatabase: true,
    env: ({ url, secrets }) => ({
      RAZORPAY_URL: url('razorpay'),
      CREDENTIAL_SECRET: secrets.credential,
      ...Object.fromEntries(
        Object.entries(secrets.razorpay).flatMap(([slug, account]) => [
          [`DEMO_RAZORPAY_KEY_ID_${slug.toUpperCase()}`, account.keyId],
          [`DEMO_RAZORPAY_KEY_SECRET_${slug.toUpperCase()}`, account.keySecret],
          [`DEMO_RAZORPAY_WEBHOOK_SECRET_${slug.toUpperCase()}`, account.webhookSecret],
        ]),
      ),
    }),
  },
  { name: 'inventory', port: 3005, hasDatabase: true, env: () => ({}) },
  {
    name: 'notification',
    port: 3006,
    hasDatabase: true,
    env: ({ url, secrets }) => ({
      TWILIO_URL: url('twilio'),
      TWILIO_ACCOUNT_SID: secrets.twilio.accountSid,
      TWILIO_AUTH_TOKEN: secrets.twilio.authToken,
      TWILIO_FROM: secrets.twilio.from,
      OTP_TRANSPORT_SECRET: secrets.otpTransport,
      // Here the clock is moved by days; nothing that was just told may be forgotten for that
      RESUME_HOURS: '96',
    }),
  },
  { name: 'analytics', port: 3007, hasDatabase: true, env: () => ({}) },
  { name: 'discount', port: 3008, hasDatabase: true, env: () => ({}) },
];

/** What a business asks Razorpay to tell; everything else would say the same again, or nothing that decides. */
const WANTED_WEBHOOKS = ['payment.captured', 'payment.failed', 'refund.processed', 'refund.failed'];

/** The other ends of third parties. They keep their books in a folder of their own. */
export const SIMULATORS = [
  {
    name: 'razorpay',
    port: 4101,
    env: ({ secrets, gatewayUrl }) => ({
      RAZORPAY_SIMULATOR_ACCOUNTS: JSON.stringify(
        Object.entries(secrets.razorpay).map(([slug, account]) => ({
          ...account,
          webhookUrl: `${gatewayUrl}/api/v1/payments/webhooks/razorpay/${slug}`,
          webhookEvents: WANTED_WEBHOOKS,
        })),
      ),
    }),
  },
  {
    name: 'twilio',
    port: 4102,
    env: ({ secrets }) => ({
      TWILIO_ACCOUNT_SID: secrets.twilio.accountSid,
      TWILIO_AUTH_TOKEN: secrets.twilio.authToken,
      TWILIO_FROM: secrets.twilio.from,
    }),
  },
];

/** Names with their documented ports, of services and simulators. */
export const DOCUMENTED_PORTS = Object.fromEntries([...SERVICES, ...SIMULATORS].map(({ name, port }) => [name, port]));

/** The half of a private JWK that anybody may know. */
function publicHalf({ kty, crv, x, y, kid }) {
  return { kty, crv, x, y, kid };
}
