import type { StaffAnswer } from '@chowk/contracts';
import type { Staff } from '../domain/staff.js';

/** A staff member as those who manage staff see them. */
export function staffView(staff: Staff): StaffAnswer {
  const { email, username, language, version, createdAt, updatedAt } = staff;
  const { id, name, roles, outlets, status } = staff.state();
  return {
    ...{ id, name, roles, outlets, status, email, username, language, version },
    hasPin: staff.pinHash !== null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
