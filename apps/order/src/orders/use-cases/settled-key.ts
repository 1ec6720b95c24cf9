/** What the call that placed an order waits for, and the saga wakes: the order is no longer PLACED. */
export function settledKey(orderId: string): string {
  return `order:${orderId}`;
}
