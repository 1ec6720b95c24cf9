/** What the call that changes an order's lines waits for, and the saga wakes: the change is done or dropped. */
export function revisedKey(orderId: string): string {
  return `revised:${orderId}`;
}
