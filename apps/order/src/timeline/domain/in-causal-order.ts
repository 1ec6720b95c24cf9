interface Caused {
  readonly eventId: string;
  readonly causationId: string | null;
}

/** Events sorted by time, with each cause before its effects: clocks of two processes may differ by a few milliseconds. */
export function inCausalOrder<Event extends Caused>(byTime: readonly Event[]): Event[] {
  const events = new Map(byTime.map((event) => [event.eventId, event]));
  const told = new Set<Event>();
  const tell = (event: Event): void => {
    if (told.has(event)) return;
    const cause = event.causationId === null ? undefined : events.get(event.causationId);
    events.delete(event.eventId);
    if (cause) tell(cause);
    told.add(event);
  };
  byTime.forEach(tell);
  return [...told];
}
