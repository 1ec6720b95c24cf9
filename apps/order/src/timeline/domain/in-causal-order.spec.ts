import { describe, expect, it } from 'vitest';
import { inCausalOrder } from './in-causal-order.js';

const event = (eventId: string, causationId: string | null = null) => ({ eventId, causationId });

describe('events in causal order', () => {
  it('stay in the order of time where nothing else is known', () => {
    const events = [event('a'), event('b', 'elsewhere'), event('c', 'a')];
    expect(inCausalOrder(events)).toEqual(events);
  });

  it('tell a cause first though its clock was late', () => {
    const told = inCausalOrder([event('effect', 'cause'), event('other'), event('cause', 'root'), event('root')]);
    expect(told.map(({ eventId }) => eventId)).toEqual(['root', 'cause', 'effect', 'other']);
  });

  it('tell each event once even when causes go in a circle', () => {
    const told = inCausalOrder([event('a', 'b'), event('b', 'a')]);
    expect(told.map(({ eventId }) => eventId).sort()).toEqual(['a', 'b']);
  });
});
