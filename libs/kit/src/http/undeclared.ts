import { ValidationFailed, type Fault } from '@chowk/contracts/envelope';
import { refuse } from '../context/domain-error.js';
import type { HttpRequest } from './request.js';
import type { Route } from './route-table.js';

/** Refuses query fields and bodies that a route did not declare at all: nobody would look at them (422 UNKNOWN_FIELD). */
export function refuseUndeclared(route: Route, request: HttpRequest): void {
  if (route.access.kind === 'no-tenant') return;
  const reads = (source: string) => route.parameters.some((parameter) => parameter.source === source);
  const faults = [...(reads('query') ? [] : fieldsOf(request.query)), ...(reads('body') ? [] : fieldsOf(request.body))];
  if (faults.length > 0) throw refuse(ValidationFailed, faults);
}

function fieldsOf(value: unknown): Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).map((path) => ({ path, code: 'UNKNOWN_FIELD', message: 'is not a field here' }));
}
