import { createHash } from 'node:crypto';
import { asUuidV7 } from './new-id.js';

/**
 * The id of a seeded thing: always the same for the same path (`outlet/intellidine/indiranagar`), so that services
 * agree on ids without sharing data. Shaped as a UUIDv7; its time part is from the hash and means nothing.
 */
export function seedId(path: string): string {
  return asUuidV7(createHash('sha256').update(path).digest());
}
