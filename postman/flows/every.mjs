import { evening } from './evening.mjs';
import { gateway } from './gateway.mjs';
import { services } from './services/every.mjs';
import { startHere } from './start-here.mjs';
import { walkingSystem } from './walking-system.mjs';
import { goodbye, whoIsWho } from './who-is-who.mjs';

/** What the collection tells, beside what its generator knows from the API reference. */
export const flows = { startHere, whoIsWho, services, stories: [gateway, goodbye, walkingSystem, evening] };
