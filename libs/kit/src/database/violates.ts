import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';

/** The error PostgreSQL answered with, also from behind TypeORM; undefined for anything else. */
export function databaseErrorOf(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  if (error instanceof QueryFailedError && error.driverError instanceof DatabaseError) return error.driverError;
  return undefined;
}

/** Whether a unique, foreign-key, check or exclusion rule was broken, and that very one when named. */
export function violates(error: unknown, constraint?: string): boolean {
  const answer = databaseErrorOf(error);
  return answer?.code?.startsWith('23') === true && (constraint === undefined || answer.constraint === constraint);
}
