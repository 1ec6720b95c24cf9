import type { z } from 'zod';
import type { ErrorDefinition } from '../envelope/error.js';

/** What a screen is told over its socket. */
export interface ServerEvent<Name extends string = string, Body extends z.ZodType = z.ZodType> {
  readonly from: 'server';
  /** Name of the Socket.io event; chosen, and never changed. */
  readonly name: Name;
  /** What it tells and what to do then, in a sentence or two. */
  readonly tells: string;
  readonly body: Body;
}

/** What a screen may ask over its socket; each is acknowledged. */
export interface ClientEvent<
  Name extends string = string,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly from: 'client';
  readonly name: Name;
  readonly tells: string;
  readonly body: Body;
  /** `data` of the acknowledgement. */
  readonly answer: Answer;
  /** What it may be refused with beside INTERNAL. */
  readonly refusals: readonly ErrorDefinition[];
}

/** Declares what a screen is told. */
export function serverEvent<Name extends string, Body extends z.ZodType>(
  name: Name,
  { tells, body }: { tells: string; body: Body },
): ServerEvent<Name, Body> {
  return { from: 'server', name, tells, body };
}

/** Declares what a screen may ask. */
export function clientEvent<Name extends string, Body extends z.ZodType, Answer extends z.ZodType>(
  name: Name,
  declared: { tells: string; body: Body; answer: Answer; refusals: readonly ErrorDefinition[] },
): ClientEvent<Name, Body, Answer> {
  return { from: 'client', name, ...declared };
}
