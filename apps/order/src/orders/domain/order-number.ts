import { readableCode } from '@chowk/kit';

/** `IND-7K2M9QXA`: the tenant's prefix and 40 random bits, which tell nobody how much is sold. */
export function newOrderNumber(prefix: string): string {
  return `${prefix}-${readableCode(8)}`;
}
