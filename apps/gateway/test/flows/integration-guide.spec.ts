import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runningSystem } from '@chowk/testing';
import { describe, expect, it } from 'vitest';

const system = runningSystem();
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const guide = readFileSync(`${root}docs/integration-guide.md`, 'utf8');
const execute = promisify(execFile);

/** Where the examples are to go: they read it as a reader of the guide would say it. */
const env = {
  ...process.env,
  GATEWAY: system.gatewayUrl,
  SMS: system.simulators.twilio,
  RAZORPAY: system.simulators.razorpay,
};

/** The code blocks of a section, one after the other, as somebody would paste them. */
function pasted(section: string): string {
  const text = guide.split(`\n## ${section}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...text.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n');
}

async function example(command: string, ...words: string[]): Promise<string> {
  const { stdout } = await execute(command, words, { cwd: root, env, timeout: 60_000 });
  return stdout.trim();
}

describe('The integration guide', () => {
  it('leads to a paid order: its section Start here, followed word by word', async () => {
    // The addresses that `npm start` prints are those of this system
    const lines = pasted('Start here').replace(/^(GATEWAY|SMS|RAZORPAY)=.*$/gm, '');
    const said = await example('bash', '-eu', '-o', 'pipefail', '-c', lines);
    expect(said.split('\n').at(-1)).toMatch(/ is (CONFIRMED|PREPARING), PAID$/);
  });

  it.each([
    ['sign-in.sh', /^signed in as CUSTOMER, renewed$/],
    ['retry.sh', /^20[12] and 20[12]: the same order, replayed true$/],
    ['menu.sh', /^200, then 304$/],
    ['stream.sh', /^event: rooms$/],
  ])('runs with curl: %s', async (file, ending) => {
    const said = await example('bash', '-eu', '-o', 'pipefail', `docs/examples/${file}`);
    expect(said.split('\n').at(-1)).toMatch(ending);
  });

  it.each([
    ['paid-order.ts', / is CONFIRMED, PAID$/],
    ['follow-order.ts', /^CONFIRMED, told by the socket$/],
    ['kitchen-screen.ts', /^the board is whole after a sleep$/],
  ])('runs in TypeScript: %s', async (file, ending) => {
    const said = await example(process.execPath, '--disable-warning=ExperimentalWarning', `docs/examples/${file}`);
    expect(said.split('\n').at(-1)).toMatch(ending);
  });
});
