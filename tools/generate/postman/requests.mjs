import { authOf, bearer } from './people.mjs';
import { isRefusal, schemaTests } from './checks.mjs';
import { testsOf } from './scripts.mjs';
import { written } from './written.mjs';

const base = '{{base_url}}';

/**
 * Turns steps into requests of a collection. A step names an operation of the API reference (`call`) or an address (`url`), who makes
 * it (`as`), and what it is answered (`says`): a status, a status with a code, or several statuses.
 */
export class Requests {
  #operations;
  #document;

  constructor(document) {
    this.#document = document;
    this.#operations = new Map(
      Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [
          operation.operationId,
          { ...operation, path, method: method.toUpperCase() },
        ]),
      ),
    );
  }

  /** An operation with its path and method. Throws for one that the reference does not have. */
  operation(id) {
    const found = this.#operations.get(id);
    if (!found) throw new Error(`The API reference has no operation ${id}`);
    return found;
  }

  get operations() {
    return [...this.#operations.values()];
  }

  request(step) {
    const { call, url } = step;
    const { method, path } = call ? this.#address(step) : step;
    const events = [
      ...(step.before ? [event('prerequest', step.before)] : []),
      event('test', [...this.#schemaTests(step), ...testsOf({ ...step, says: step.says ?? 200 })]),
    ];
    return {
      name: step.name ?? call,
      event: events,
      request: {
        method,
        auth: step.token === undefined ? authOf(step.as) : bearer(step.token),
        header: this.#headers(step, call),
        ...bodyOf(step),
        url: url ?? `${base}${path}${queryOf(step.query)}`,
        ...(step.about ? { description: step.about } : {}),
      },
      response: [],
    };
  }

  /** The answer that is granted, held against the reference; a refusal must be one that is described. */
  #schemaTests({ call, says = 200 }) {
    if (!call) return [];
    const operation = this.operation(call);
    const answers = [says].flat().map((one) => String(one).split(' '));
    for (const [status, code] of answers)
      if (code ? !isRefusal(this.#document, operation, status, code) : !operation.responses[status])
        throw new Error(`${call} is not described to answer ${[status, code].filter(Boolean).join(' ')}`);
    const granted = answers.filter(([, code]) => !code).map(([status]) => status);
    return granted.length ? schemaTests(this.#document, operation, granted) : [];
  }

  #address({ call, at = {} }) {
    const { method, path } = this.operation(call);
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
      if (at[name] === undefined) throw new Error(`${call} needs ${name} in its path`);
      return at[name];
    });
    return { method, path: filled };
  }

  /** What the operation asks for, unless the step leaves it out or says it in other words. */
  #headers(step, call) {
    const operation = call ? this.operation(call) : undefined;
    const names = (operation?.parameters ?? []).map(({ $ref = '' }) => $ref.split('/').at(-1));
    const isPublic = operation?.['x-access'] === 'public';
    const takesKey = names.some((name) => name.startsWith('IdempotencyKey'));
    const headers = {
      ...(isPublic ? { 'X-Tenant-Id': '{{tenant_id}}' } : {}),
      ...(takesKey ? { 'Idempotency-Key': step.isPatient ? '{{patient_key}}' : '{{$guid}}' } : {}),
      ...(step.body === undefined && step.raw === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...step.headers,
    };
    return Object.entries(headers)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => ({ key, value }));
  }
}

export function event(listen, lines) {
  return { listen, script: { type: 'text/javascript', exec: lines } };
}

export function folder(name, description, item, more = {}) {
  return { name, description, item, ...more };
}

function bodyOf({ body, raw }) {
  const text = raw ?? (body === undefined ? undefined : written(body));
  return text === undefined ? {} : { body: { mode: 'raw', raw: text, options: { raw: { language: 'json' } } } };
}

function queryOf(query) {
  if (!query) return '';
  return `?${Object.entries(query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')}`;
}
