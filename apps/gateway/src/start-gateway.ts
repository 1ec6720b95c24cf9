import { endInOrder, reasonOf } from '@chowk/kit';
import { createGateway } from './create-gateway.js';

/**
 * The whole of `main.ts`: serves until SIGTERM, SIGINT or the launcher's going. Exit code 0 after an orderly end, 1 after a failed start or
 * a forced end, 2 for a command, since the gateway has no database and so nothing to migrate, seed or replay.
 */
export async function startGateway(): Promise<void> {
  const [command] = process.argv.slice(2);
  if (command !== undefined) {
    process.stdout.write(`the gateway has no command "${command}"; it only serves\n`);
    process.exitCode = 2;
    return;
  }
  try {
    endInOrder(await createGateway(process.env));
  } catch (error) {
    process.stderr.write(`gateway did not start: ${reasonOf(error)}\n`);
    process.exitCode = 1;
    // Something half started may still hold the loop; nothing of it is worth waiting for.
    setTimeout(() => process.exit(1), 1_000).unref();
  }
}
