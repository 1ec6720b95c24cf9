import type { Fault } from '@chowk/contracts';

/** A fault of UNKNOWN_REFERENCE: what stands at this path names nothing of the tenant. */
export function unknownReference(path: string): Fault {
  return { path, code: 'UNKNOWN_REFERENCE', message: 'names nothing that exists' };
}
