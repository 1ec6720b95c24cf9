/** What waits for the copy of another service's thing, and its listener wakes: the copy has come. */
export function knownKey(id: string): string {
  return `known:${id}`;
}
