import { people, strangersToCall } from './people.mjs';

const nobodys = '{{$guid}}';

/**
 * The refusals of an operation that its description says enough about to provoke them: the same for every operation, and without any
 * effect. `good` is the step that the operation grants; `stepOf` makes steps of the operation by what is different in them.
 */
export function refusalsOf(operation, good, requests) {
  const errors = new Set(operation['x-errors']);
  const body = exampleOf(operation);
  const at = Object.fromEntries(parametersOf(operation, 'path').map(({ name }) => [name, nobodys]));
  const query = Object.fromEntries(
    parametersOf(operation, 'query')
      .filter(({ required }) => required)
      .map(({ name }) => [name, good.query?.[name] ?? nobodys]),
  );
  const call = operation.operationId;
  const isOpen = operation['x-access'] !== undefined;
  const as = good.as;
  const step = (says, about, more = {}) => ({
    ...{ name: says, call, as, at, body, about, says },
    ...(Object.keys(query).length ? { query } : {}),
    ...more,
  });
  const tries = [
    isOpen || step('401 AUTH_TOKEN_MISSING', 'Without a token.', { as: undefined }),
    (isOpen && operation['x-access'] !== 'no-tenant-or-signed-in') ||
      step('401 AUTH_TOKEN_INVALID', 'With a token that nobody has given.', { token: 'not-a-token' }),
    isOpen || forbidden(operation, step),
    step('403 TENANT_MISMATCH', 'The header names another business than the token.', {
      as: as ?? 'customer',
      headers: { 'X-Tenant-Id': '{{other_tenant_id}}' },
    }),
    step('400 TENANT_REQUIRED', 'Without the header that names the business.', { headers: { 'X-Tenant-Id': null } }),
    step('404 TENANT_NOT_FOUND', 'A business that there is not.', {
      headers: { 'X-Tenant-Id': 'nobody-is-called-so' },
    }),
    step('400 MALFORMED_JSON', 'A body that breaks off.', { body: undefined, raw: '{ "half": ' }),
    body !== undefined &&
      step('415 UNSUPPORTED_MEDIA_TYPE', 'A body that is no JSON.', {
        ...{ body: undefined, raw: 'a line of text' },
        headers: { 'Content-Type': 'text/plain' },
      }),
    invalid(operation, step, body, query),
    step('400 IDEMPOTENCY_KEY_REQUIRED', 'Without a key nobody could repeat this safely.', {
      headers: { 'Idempotency-Key': null },
    }),
    step('400 IDEMPOTENCY_KEY_INVALID', 'A key with a blank in it.', { headers: { 'Idempotency-Key': 'two words' } }),
    // A body that the operation grants, so that nothing but the header or the id is wrong
    step('400 MALFORMED_REQUEST', 'An `If-Match` that is no version.', {
      body: good.body,
      headers: { 'If-Match': 'old' },
    }),
    notFound(operation, good, step),
    good.isNewEachTime ||
      step('412 VERSION_CONFLICT', 'Somebody changed it since it was read.', {
        ...{ body: good.body, at: good.at, headers: { 'If-Match': '"999999"' } },
      }),
  ];
  const without = new Set(good.without);
  return tries
    .filter((one) => typeof one === 'object' && errors.has(codeOf(one)) && !without.has(codeOf(one)))
    .map((one) => requests.request(one));
}

const codeOf = ({ says }) => says.split(' ')[1];

/** Somebody signed in whose role has none of the permissions. */
function forbidden(operation, step) {
  const roles = new Set(operation['x-roles']);
  const as = strangersToCall.find((name) => !roles.has(people[name].role));
  return as && step('403 PERMISSION_DENIED', `${people[as].role} may not.`, { as });
}

/** A field or filter that there is not is refused, so that a typing error is not an order. */
function invalid(operation, step, body, query) {
  const says = '422 VALIDATION_FAILED';
  if (body !== undefined)
    return step(says, 'A field that there is not.', {
      body: { nonsense: true },
      shows: { 'names the fault': `pm.expect(error.details[0]).to.include.keys('path', 'code', 'message')` },
    });
  return step(says, 'A filter that there is not.', { query: { ...query, nonsense: 1 } });
}

/** Something that there is not, in the path or as the outlet that is asked for. */
function notFound(operation, good, step) {
  const inPath = parametersOf(operation, 'path');
  const says = '404 NOT_FOUND';
  if (inPath.length)
    return step(says, 'Something that there is not; what belongs to somebody else is answered alike.', {
      ...{ body: good.body, query: good.query },
    });
  const asksForOutlet = parametersOf(operation, 'query').some(({ name }) => name === 'outlet');
  return asksForOutlet && step(says, 'An outlet that there is not.', { query: { ...good.query, outlet: nobodys } });
}

function exampleOf({ requestBody }) {
  return requestBody?.content['application/json']?.example;
}

function parametersOf({ parameters = [] }, place) {
  return parameters.filter((parameter) => parameter.in === place);
}
