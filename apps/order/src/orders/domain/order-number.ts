import { randomBytes } from 'node:crypto';

/** Crockford's base32: no I, L, O, U, so that it can be read out on the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `IND-7K2M9QXA`: the tenant's prefix and 40 random bits, which tell nobody how much is sold. */
export function newOrderNumber(prefix: string): string {
  return `${prefix}-${[...randomBytes(8)].map((byte) => alphabet[byte & 31]).join('')}`;
}
