import { people } from './people.mjs';
import { written } from './written.mjs';

/** Asks until the answer is there, ten seconds at most; the request goes out afterwards. */
const waiting = `const until = (reason, request, isThere, tries = 100) =>
  pm.sendRequest(request(), (error, answer) => {
    if (!error && isThere(answer)) return;
    if (tries === 0) throw new Error(reason + ': never within ten seconds');
    setTimeout(() => until(reason, request, isThere, tries - 1), 100);
  });`;

/** Script: new values of variables, made where they are used; `made` maps names to expressions. */
export function making(made) {
  return Object.entries(made).map(([name, value]) => `pm.environment.set('${name}', ${value});`);
}

/** Script: waits until somebody reads something; `keep` maps variables to expressions over `data`. */
export function waitUntil({ reason, as, path, says, keep = {} }) {
  const kept = Object.entries(keep).map(([name, value]) => `  pm.environment.set('${name}', ${value});`);
  return [
    waiting,
    `const read = () => ({`,
    `  url: pm.variables.replaceIn('{{base_url}}/api/v1${path}'),`,
    `  header: { Authorization: 'Bearer ' + pm.variables.get('${people[as].token}') },`,
    `});`,
    `until(${JSON.stringify(reason)}, read, (answer) => {`,
    `  const data = answer.code === 200 ? answer.json().data : undefined;`,
    `  if (!data || !(${says})) return false;`,
    ...kept,
    `  return true;`,
    `});`,
  ];
}

/**
 * Script: a call that may be too early (503, the service has not heard of it yet) is made until it is answered; the request itself
 * then carries the same key and is answered the same.
 */
export function patiently({ as, path, body }) {
  return [
    waiting,
    `pm.variables.set('patient_key', pm.variables.replaceIn('{{$guid}}'));`,
    `const call = () => ({`,
    `  method: 'POST',`,
    `  url: pm.variables.replaceIn('{{base_url}}/api/v1${path}'),`,
    `  header: {`,
    `    Authorization: 'Bearer ' + pm.variables.get('${people[as].token}'),`,
    `    'Content-Type': 'application/json',`,
    `    'Idempotency-Key': pm.variables.get('patient_key'),`,
    `  },`,
    `  body: { mode: 'raw', raw: pm.variables.replaceIn(${JSON.stringify(written(body))}) },`,
    `});`,
    `until('the service has heard of it', call, (answer) => answer.code !== 503);`,
  ];
}

/** Script: reads the newest one-time password where the local stack keeps SMS; elsewhere `otp_code` is typed in. */
export const readSms = [
  waiting,
  `if (pm.variables.get('sms_inbox_url')) {`,
  `  const to = encodeURIComponent(pm.variables.get('phone'));`,
  `  const inbox = () => pm.variables.get('sms_inbox_url') + '?to=' + to;`,
  `  until('the SMS arrives', inbox, (answer) => {`,
  `    const message = answer.code === 200 ? answer.json().messages.at(-1) : undefined;`,
  `    const code = message && message.body.match(/\\b\\d{6}\\b/);`,
  `    if (code) pm.environment.set('otp_code', code[0]);`,
  `    return Boolean(code);`,
  `  });`,
  `}`,
];

/** Script: drawers that an interrupted run left open are counted, so that there can be a new one. */
export const countOldDrawers = [
  `const header = { Authorization: 'Bearer ' + pm.variables.get('cashier_token'), 'Content-Type': 'application/json' };`,
  `const drawers = pm.variables.replaceIn('{{base_url}}/api/v1/drawers');`,
  `const open = drawers + '?status=OPEN&outlet=' + pm.variables.get('outlet_id');`,
  `pm.sendRequest({ url: open, header }, (error, answer) => {`,
  `  for (const { id, expected } of error || answer.code !== 200 ? [] : answer.json().data)`,
  `    pm.sendRequest({`,
  `      ...{ method: 'POST', url: drawers + '/' + id + '/close', header },`,
  `      body: { mode: 'raw', raw: JSON.stringify({ counted: expected }) },`,
  `    }, () => {});`,
  `});`,
];

/** Script: takes the last webhook that the local Razorpay sent for an order, to send it once more. */
export const readWebhook = [
  waiting,
  `const sent = () => pm.variables.replaceIn('{{razorpay_simulator_url}}/_control/webhooks?orderId={{razorpay_order_id}}');`,
  `until('a webhook was delivered', sent, (answer) => {`,
  `  const all = answer.code === 200 ? answer.json().webhooks : [];`,
  `  const delivered = all.find(({ state }) => state === 'delivered');`,
  `  if (!delivered) return false;`,
  `  pm.environment.set('webhook_body', delivered.body);`,
  `  pm.environment.set('webhook_signature', delivered.signature);`,
  `  pm.environment.set('webhook_event_id', delivered.eventId);`,
  `  return true;`,
  `});`,
];

/** The tests of one request: its status, its code, its point, and what later requests need of the answer. */
export function testsOf({ says, shows = {}, keep = {} }) {
  const wanted = [says].flat().map((one) => String(one).split(' '));
  const statuses = wanted.map(([status]) => Number(status));
  const code = wanted[0]?.[1];
  const isOne = statuses.length === 1;
  const kept = Object.entries(keep).map(([name, value]) => `  pm.environment.set('${name}', ${value});`);
  return [
    isOne
      ? `pm.test('answers ${statuses[0]}', () => pm.response.to.have.status(${statuses[0]}));`
      : `pm.test('answers ${statuses.join(' or ')}', () => pm.expect(pm.response.code).to.be.oneOf([${statuses.join(', ')}]));`,
    ...(code ? [`pm.test('says ${code}', () => pm.expect(pm.response.json().error.code).to.equal('${code}'));`] : []),
    ...Object.entries(shows).flatMap(([point, check]) => [
      `pm.test(${JSON.stringify(point)}, () => {`,
      `  const { data, meta, error, ...answer } = ${needsBody(check) ? 'pm.response.json()' : '{}'};`,
      `  ${check};`,
      `});`,
    ]),
    ...(kept.length
      ? [
          `if ([${statuses.join(', ')}].includes(pm.response.code)) {`,
          `  const { data, ...answer } = pm.response.json();`,
          ...kept,
          `}`,
        ]
      : []),
  ];
}

const needsBody = (check) => /\b(data|meta|error|answer)\b/.test(check);
