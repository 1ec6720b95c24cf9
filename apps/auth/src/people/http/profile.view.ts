import type { ProfileAnswer } from '@chowk/contracts';
import { Customer } from '../domain/customer.js';
import type { Staff } from '../domain/staff.js';

/** A person as they see themselves. */
export function profileView(person: Customer | Staff): ProfileAnswer {
  const { id, kind, name } = person.asPerson();
  const { language, version, createdAt, updatedAt } = person;
  const isCustomer = person instanceof Customer;
  return {
    ...{ id, kind, name, language },
    phone: isCustomer ? person.phone : null,
    email: isCustomer ? null : person.email,
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
