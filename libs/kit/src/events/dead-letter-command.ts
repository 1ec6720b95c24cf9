import type { INestApplicationContext } from '@nestjs/common';
import { DeadLetterRefusal, DeadLetters, type ReplayReport } from './dead-letters.js';

const usage = 'usage: dead-letters list | show <id> | replay <id>... | discard <id>...\n';

/**
 * `dead-letters list|show|replay|discard`, the last two for any number of them in their order, on an app whose handlers are registered. Answers what to print and the exit
 * code: 0 done, 1 it failed again, 2 refused or not understood.
 */
export async function deadLetterCommand(
  app: INestApplicationContext,
  argv: readonly string[],
): Promise<{ readonly text: string; readonly exitCode: 0 | 1 | 2 }> {
  const letters = app.get(DeadLetters);
  const [verb, ...ids] = argv;
  const [id] = ids;
  try {
    if (verb === 'list') return { text: await listed(letters), exitCode: 0 };
    if (id === undefined) return { text: usage, exitCode: 2 };
    if (verb === 'show') return { text: await shown(letters, id), exitCode: 0 };
    if (verb === 'replay') return await oneByOne(ids, async (one) => reported(await letters.replay(one), 'replayed'));
    if (verb === 'discard')
      return await oneByOne(ids, async (one) => reported(await letters.discard(one), 'discarded, then replayed'));
    return { text: usage, exitCode: 2 };
  } catch (error) {
    if (error instanceof DeadLetterRefusal) return { text: `${error.message}\n`, exitCode: 2 };
    throw error;
  }
}

/** Goes on after one that is refused or fails again; the worst exit code counts. */
async function oneByOne(
  ids: readonly string[],
  settle: (id: string) => Promise<{ readonly text: string; readonly exitCode: 0 | 1 }>,
): Promise<{ readonly text: string; readonly exitCode: 0 | 1 | 2 }> {
  let text = '';
  let exitCode: 0 | 1 | 2 = 0;
  for (const id of ids) {
    try {
      const one = await settle(id);
      text += one.text;
      if (one.exitCode > exitCode) exitCode = one.exitCode;
    } catch (error) {
      if (!(error instanceof DeadLetterRefusal)) throw error;
      text += `${error.message}\n`;
      exitCode = 2;
    }
  }
  return { text, exitCode };
}

async function listed(letters: DeadLetters): Promise<string> {
  const open = await letters.list();
  if (open.length === 0) return 'no dead letters\n';
  return open
    .map(({ id, reason, type, key, attempts, lastFailedAt, error }) =>
      [id, lastFailedAt.toISOString(), reason, type ?? '-', key ?? '-', `${attempts}x`, error.slice(0, 120)].join('  '),
    )
    .join('\n')
    .concat('\n');
}

async function shown(letters: DeadLetters, id: string): Promise<string> {
  const { body, ...letter } = await letters.show(id);
  return `${JSON.stringify({ ...letter, body: body?.toString() ?? null }, null, 2)}\n`;
}

function reported({ settled, failed }: ReplayReport, verb: string) {
  const lines = settled.map((id) => `${verb} ${id}\n`);
  if (failed) lines.push(`failed again ${failed.id}: ${failed.error}\n`);
  return { text: lines.join(''), exitCode: failed ? (1 as const) : (0 as const) };
}
