import type { Fault } from '@chowk/contracts/envelope';

/** A fault of UNKNOWN_REFERENCE: what stands at this path names nothing that exists for the caller. */
export function unknownReference(path: string): Fault {
  return { path, code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' };
}
