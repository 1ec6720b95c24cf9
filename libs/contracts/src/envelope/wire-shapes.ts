import { z } from 'zod';

/** What the API reference says of a shape beside its structure. */
export interface WireShape {
  /** Name of the shape in the reference and in clients generated from it; unique over all services, never changed. */
  readonly id?: string;
  readonly description?: string;
  /** Values the shape may have; the first one is shown. */
  readonly examples?: readonly unknown[];
  /** The same for what is sent and changed by reading it, of which zod shows no `examples`. */
  readonly example?: unknown;
  readonly [key: string]: unknown;
}

/**
 * Names, meanings and examples of the shapes that cross the wire. A registry of its own: the schemas of events are made of the same
 * values, and are to stay as they were published.
 */
export const wireShapes = z.registry<WireShape>();

/** What shapes and their fields mean, by name and path: `OrderView`, `OrderView.lines.status`. */
export const shapeMeanings = new Map<string, string>();

/** Values that fields of a name have in examples, in the order of preference: the first one that the field's schema allows is taken. */
export const fieldExamples = new Map<string, readonly unknown[]>();
