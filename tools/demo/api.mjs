import { randomUUID } from 'node:crypto';

/** Calls to the gateway as a frontend makes them; throws with code and request id when a call is refused. */
export class Api {
  constructor(address, tenant, token) {
    Object.assign(this, { address, tenant, token });
  }

  /** The same for somebody who is signed in. */
  as(token) {
    return new Api(this.address, this.tenant, token);
  }

  get(path) {
    return this.#data('GET', path);
  }

  post(path, body) {
    return this.#data('POST', path, body, { 'idempotency-key': randomUUID() });
  }

  patch(path, body) {
    return this.#data('PATCH', path, body);
  }

  delete(path) {
    return this.#data('DELETE', path);
  }

  /** A document as it is printed. */
  async bytes(path, accept) {
    const answer = await fetch(`${this.address}/api/v1${path}`, {
      headers: { authorization: `Bearer ${this.token}`, accept },
    });
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** The answer without looking into it, for addresses that have another envelope. */
  async raw(method, path, body, headers = {}) {
    const answer = await fetch(`${this.address}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok && !text.startsWith('{')) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async #data(method, path, body, headers = {}) {
    const identity = this.token ? { authorization: `Bearer ${this.token}` } : { 'x-tenant-id': this.tenant };
    const answer = await this.raw(method, `/api/v1${path}`, body, { ...identity, ...headers });
    if (answer === undefined || answer.success) return answer?.data;
    const { code, message, details } = answer.error;
    throw new Error(
      `${method} ${path}: ${code} (${message}) ${JSON.stringify(details ?? '')} request ${answer.requestId}`,
    );
  }
}
