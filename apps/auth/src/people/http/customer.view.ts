import type { CustomerAnswer } from '@chowk/contracts';
import type { Customer } from '../domain/customer.js';

/** A customer as staff see them. */
export function customerView({ id, phone, name, language, version, createdAt, updatedAt }: Customer): CustomerAnswer {
  return {
    ...{ id, phone, name, language, version },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
