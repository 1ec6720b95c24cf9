import { ValidationFailed, type SocketFailure, type SocketRefusal } from '@chowk/contracts';
import { faultsOf, refuse, type DomainError } from '@chowk/kit';
import type { z } from 'zod';

/** The error envelope as sockets speak it. */
export function failureOf({ status, code, definition, details }: DomainError): SocketFailure {
  const error = { code, message: definition.message, ...(details === undefined ? {} : { details }) };
  return { success: false, status, error };
}

/** What a refused handshake is told: `connect_error` with `data: { status, code, ... }`. */
export function connectError(refusal: DomainError): Error {
  const { status, error } = failureOf(refusal);
  const data: SocketRefusal = { status, ...error };
  return Object.assign(new Error(error.message), { data });
}

/** The value by its schema. Throws VALIDATION_FAILED with the paths that are at fault. */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw refuse(ValidationFailed, faultsOf(read.error.issues, value));
}
