import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { runningSystem } from '@chowk/testing';
import { describe, expect, it } from 'vitest';

const system = runningSystem();
const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');

describe("The README's order with curl", () => {
  it('runs as it stands there, with the addresses set', async () => {
    const section = readme.split('## An order with curl')[1] ?? '';
    const lines = /```bash\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
    const addresses = `GATEWAY=${system.gatewayUrl} SMS=${system.simulators.twilio} RAZORPAY=${system.simulators.razorpay}`;
    const script = lines.replace(/^GATEWAY=.*$/m, addresses);
    expect(script).toContain(addresses);
    const { stdout } = await promisify(execFile)('bash', ['-eu', '-o', 'pipefail', '-c', script]);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/ is (CONFIRMED|PREPARING)$/);
  });
});
