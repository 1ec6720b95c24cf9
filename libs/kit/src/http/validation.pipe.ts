import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { NotFound, ValidationFailed, type Fault } from '@chowk/contracts/envelope';
import { z } from 'zod';
import { refuse } from '../context/domain-error.js';
import { scanFaultsOf } from './json-body.js';
import { hasForbiddenCharacter } from './json-scan.js';
import { faultsOf } from './validation-faults.js';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Holds every body, query and path to the schema its parameter names; 422 VALIDATION_FAILED with all the faults at once. */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { type, schema, data }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    if (schema === undefined) return this.withoutSchema(value, type, data);
    const found = type === 'body' ? [...scanFaultsOf(value)] : forbiddenCharacters(value, data);
    if (!(schema instanceof z.ZodType)) throw new Error('Parameters are described by zod schemas');
    // Not the asynchronous one: zod compiles objects for this one alone
    const result = schema.safeParse(value);
    if (result.success && found.length === 0) return result.data;
    const known = new Set(found.map(({ path }) => path));
    const broken = result.success ? [] : faultsOf(result.error.issues, value);
    throw refuse(ValidationFailed, [
      ...found,
      ...broken.filter(({ path }) => path === '' || !known.has(path)).map(under(data)),
    ]);
  }

  /** Ids in a path that no id can look like are ids of nothing. */
  private withoutSchema(value: unknown, type: ArgumentMetadata['type'], data: string | undefined): unknown {
    const namesId = type === 'param' && data !== undefined && /(^id|Id)$/.test(data);
    if (namesId && !(typeof value === 'string' && uuid.test(value))) throw refuse(NotFound);
    if (type === 'param' && typeof value === 'string' && hasForbiddenCharacter(value)) throw refuse(NotFound);
    return value;
  }
}

/** Faults of `@Query('from', ...)` and `@Param('id', ...)` stand under that name. */
function under(data: string | undefined): (fault: Fault) => Fault {
  return (fault) =>
    data === undefined ? fault : { ...fault, path: fault.path === '' ? data : `${data}.${fault.path}` };
}

function forbiddenCharacters(value: unknown, data: string | undefined): Fault[] {
  const entries: [string, unknown][] =
    typeof value === 'object' && value !== null ? Object.entries(value) : [[data ?? '', value]];
  return entries
    .filter(([key, text]) => hasForbiddenCharacter(key) || (typeof text === 'string' && hasForbiddenCharacter(text)))
    .map(([path]) => ({ path, code: 'INVALID_CHARACTER', message: 'NUL and lone surrogates are not text' }));
}
