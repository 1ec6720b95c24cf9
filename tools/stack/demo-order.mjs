import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inheritedEnvironment } from './environment.mjs';
import { home, root, serviceNode } from './layout.mjs';

/** What can be shown, by the word after `npm run demo --`. */
const stories = { order: 'run.mjs', evening: 'evening.mjs' };

/** What the demo is told: where the gateway is, where people read SMS and pay, and where it may leave a bill. */
export function demoEnvironment(url) {
  return {
    GATEWAY_URL: url('gateway'),
    RAZORPAY_SIMULATOR_URL: url('razorpay'),
    TWILIO_SIMULATOR_URL: url('twilio'),
    DEMO_OUTPUT: join(home, 'demo'),
  };
}

/** Tells a story on a system that is up, its steps on our own output; throws when it does not reach its end. */
export async function runDemo({ url }, signal, story = 'order') {
  const file = stories[story];
  if (!file) throw new Error(`There is no demo ${story}: choose one of ${Object.keys(stories).join(', ')}.`);
  const script = join(root, 'tools', 'demo', file);
  if (!existsSync(script)) throw new Error(`${script} is missing`);
  const env = { ...inheritedEnvironment(), ...demoEnvironment(url) };
  const child = spawn(serviceNode(), [script], { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], signal });
  const [code, by] = await once(child, 'close');
  if (code !== 0) throw new Error(`The demo ended with ${by ?? `status ${code}`}.`);
}
