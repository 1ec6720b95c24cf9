/** Who calls in the collection: the variable with their token, and the role that the API reference knows them by. */
export const people = {
  customer: { token: 'access_token', role: 'CUSTOMER' },
  guest: { token: 'guest_token', role: 'GUEST' },
  secondGuest: { token: 'second_guest_token', role: 'GUEST' },
  owner: { token: 'owner_token', role: 'OWNER' },
  manager: { token: 'manager_token', role: 'MANAGER' },
  cashier: { token: 'cashier_token', role: 'CASHIER' },
  waiter: { token: 'waiter_token', role: 'WAITER' },
  cook: { token: 'kitchen_token', role: 'KITCHEN' },
  tablet: { token: 'tablet_token', role: 'DEVICE' },
  operator: { token: 'operator_token', role: 'PLATFORM_ADMIN' },
  /** Signed in to be signed out again. */
  leaving: { token: 'leaving_token', role: 'WAITER' },
};

/** Those who are asked to try what they may not, in this order: whoever's role the call does not name. */
export const strangersToCall = ['customer', 'cook', 'guest', 'tablet', 'operator'];

/** The `Authorization` of a request in Postman's words. */
export function authOf(name) {
  if (name === undefined) return { type: 'noauth' };
  const person = people[name];
  if (!person) throw new Error(`Nobody is called ${name}: choose one of ${Object.keys(people).join(', ')}`);
  return bearer(`{{${person.token}}}`);
}

/** A token that is written out. */
export function bearer(value) {
  return { type: 'bearer', bearer: [{ key: 'token', value, type: 'string' }] };
}
