import type { INestApplicationContext } from '@nestjs/common';

/**
 * Fills the demo tenants of a service; runs by `main.js seed` on a booted service without HTTP and consumer, and may run any
 * number of times with the same end. What it records reaches the others when the service serves.
 */
export type SeedFunction = (app: INestApplicationContext) => Promise<void>;
