import { runCommand } from './commands.js';
import { kitConfig, shutdownWaitSeconds } from './config.js';
import { createService, type RunningService } from './create-service.js';
import type { ServiceDescription } from './define-service.js';
import { ConfigFaults, readConfig } from './read-config.js';

/**
 * The whole of an app's `main.ts`: serves until SIGTERM, SIGINT or the launcher's going, or runs the command named on the command
 * line. Exit code 0 after an orderly end, 1 after a failed start or a forced end, 2 for a command that was refused.
 */
export async function startService(description: ServiceDescription): Promise<void> {
  const argv = process.argv.slice(2);
  try {
    if (argv.length === 0) return endInOrder(await createService(description, process.env));
    const { text, exitCode } = await runCommand(description, process.env, argv);
    process.stdout.write(text);
    process.exitCode = exitCode;
  } catch (error) {
    process.stderr.write(`${description.name} did not start: ${reasonOf(error)}\n`);
    process.exitCode = 1;
    // Something half started may still hold the loop; nothing of it is worth waiting for.
    setTimeout(() => process.exit(1), 1_000).unref();
  }
}

/** Ends the service, and then the process, at SIGTERM, SIGINT or the launcher's going; forced when that takes too long. */
export function endInOrder(service: Pick<RunningService, 'close'>): void {
  const [settings] = readConfig([kitConfig] as const, process.env);
  let isEnding = false;
  const end = (reason: string): void => {
    if (isEnding) return;
    isEnding = true;
    const deadline = (shutdownWaitSeconds(settings) + settings.SHUTDOWN_DEADLINE_SECONDS) * 1000;
    setTimeout(() => {
      process.stderr.write(`forced to end: the shutdown after ${reason} took longer than ${deadline} ms\n`);
      process.exit(1);
    }, deadline).unref();
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`the shutdown failed: ${reasonOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  if (process.connected) process.on('disconnect', () => end('disconnect'));
}

/** What is told of a start that failed: the faults of the environment, or the error with its stack. */
export function reasonOf(error: unknown): string {
  if (error instanceof ConfigFaults) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
