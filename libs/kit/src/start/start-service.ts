import { createService } from './create-service.js';
import type { ServiceDescription } from './define-service.js';

/** The whole of an app's `main.ts`: serves, or runs the command named on the command line, and ends the process in order. */
export async function startService(description: ServiceDescription): Promise<void> {
  await createService(description, process.env);
}
