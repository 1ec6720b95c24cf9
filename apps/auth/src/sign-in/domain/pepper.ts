import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Keyed hashes of what has too few possible values to be hashed plainly: a million codes, ten billion phone numbers.
 * Whoever has the database alone cannot try them out.
 */
export class Pepper {
  constructor(private readonly secret: string) {}

  /** Stands for a phone number of a tenant. */
  phone(tenantId: string, phone: string): string {
    return this.#hash('phone', tenantId, phone);
  }

  /** Stands for the code of one challenge; the same code in another challenge has another hash. */
  code(challengeId: string, code: string): string {
    return this.#hash('code', challengeId, code);
  }

  /** Stands for who tries to sign in with a password, known or not. */
  login(tenantId: string, who: string): string {
    return this.#hash('login', tenantId, who);
  }

  /** Stands for who tries to act on a tablet by PIN. */
  pin(tenantId: string, staffId: string): string {
    return this.#hash('pin', tenantId, staffId);
  }

  /** Stands for the code that pairs a tablet. */
  pairingCode(tenantId: string, code: string): string {
    return this.#hash('pairing code', tenantId, code);
  }

  /** Stands for the address a call came from. */
  peer(tenantId: string, peer: string): string {
    return this.#hash('peer', tenantId, peer);
  }

  /** Compares two hashes without telling by its time where they differ. */
  isSame(one: string, other: string): boolean {
    const [a, b] = [Buffer.from(one), Buffer.from(other)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  #hash(purpose: string, ...parts: readonly string[]): string {
    return createHmac('sha256', this.secret)
      .update(JSON.stringify([purpose, ...parts]))
      .digest('base64url');
  }
}
