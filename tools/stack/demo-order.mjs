import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment } from './environment.mjs';
import { root, serviceNode } from './layout.mjs';

const script = join(root, 'tools', 'demo', 'run.mjs');

/** What the demo is told: where the gateway is, and where the person at the table reads the SMS and pays. */
export function demoEnvironment(url) {
  return {
    GATEWAY_URL: url('gateway'),
    RAZORPAY_SIMULATOR_URL: url('razorpay'),
    TWILIO_SIMULATOR_URL: url('twilio'),
  };
}

/** Runs the demo order on a system that is up, its steps on our own output; throws when it does not reach its end. */
export async function runDemo({ url }, signal) {
  if (!existsSync(script)) throw new Error(`${script} is missing`);
  const env = { ...inheritedEnvironment(), ...demoEnvironment(url) };
  const child = spawn(serviceNode(), [script], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], signal });
  const [code, by] = await once(child, 'close');
  if (code !== 0) throw new Error(`The demo ended with ${by ?? `status ${code}`}.`);
}
