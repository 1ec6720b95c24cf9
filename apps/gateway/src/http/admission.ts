import type { IncomingHttpHeaders } from 'node:http';
import {
  AuthSessionEnded,
  AuthTokenExpired,
  AuthTokenInvalid,
  AuthTokenMissing,
  NotYetAvailable,
  PermissionDenied,
  TenantMismatch,
  TenantNotFound,
  TenantRequired,
  TenantSuspended,
  Unavailable,
  type Permission,
  type Tenant,
} from '@chowk/contracts';
import { DomainError, refuse, type AccessTokens, type Principal } from '@chowk/kit';
import type { Route } from '../domain/route.js';
import type { RevocationBook } from '../events/revocation-book.js';
import type { TenantBook } from '../events/tenant-book.js';

/** Who was let in, and for which tenant. */
export interface Admitted {
  readonly principal?: Principal;
  readonly tenant?: Tenant;
}

export interface AdmissionParts {
  readonly tokens: Pick<AccessTokens, 'verify'>;
  readonly tenants: TenantBook;
  readonly revocations: RevocationBook;
  /** False until everything that auth told before the start is known. */
  readonly knowsTenants: () => boolean;
}

/** Decides who may pass to a route, as the services do again; what it adds are revocations, which services do not know. */
export class Admission {
  constructor(private readonly parts: AdmissionParts) {}

  /** Throws 400, 401, 403, 404 or 503 with the code of the reason. */
  async admit({ access }: Route, headers: IncomingHttpHeaders): Promise<Admitted> {
    if (access.kind === 'no-tenant') return {};
    if (access.kind === 'no-tenant-or-signed-in' && headers.authorization === undefined) return {};
    if (!this.parts.knowsTenants()) throw refuse(Unavailable, undefined, { retryAfter: 1 });
    const name = tenantNameOf(headers);
    if (access.kind === 'may') return this.admitSignedIn(access.anyOf, headers, name);
    if (access.kind === 'no-tenant-or-signed-in') return this.enter(await this.principalOf(headers), name);
    const principal = await this.principalOfPublicCall(headers, name);
    if (principal) return this.enter(principal, name);
    if (name === undefined) throw refuse(TenantRequired);
    const tenant = this.parts.tenants.find(name);
    if (!tenant) throw refuse(TenantNotFound);
    return { tenant: active(tenant) };
  }

  private async admitSignedIn(
    anyOf: readonly Permission[],
    headers: IncomingHttpHeaders,
    name: string | undefined,
  ): Promise<Admitted> {
    const admitted = this.enter(await this.principalOf(headers), name);
    if (!anyOf.some((permission) => admitted.principal?.can(permission))) throw refuse(PermissionDenied, { anyOf });
    return admitted;
  }

  private async principalOf(headers: IncomingHttpHeaders): Promise<Principal> {
    const principal = await this.parts.tokens.verify(bearerOf(headers));
    // The sign-ins of a suspended business are ended with it; what its people hear is the reason, not that
    const tenant = this.parts.tenants.find(principal.tenantId);
    if (tenant) active(tenant);
    if (principal.revokedBy.some((id) => this.parts.revocations.isRevoked(id))) throw refuse(AuthSessionEnded);
    return principal;
  }

  /**
   * A public call that names its tenant goes on without a token that is of no use any more: who was signed out may still read the menu.
   * The token is taken away, since services do not know of revocations.
   */
  private async principalOfPublicCall(
    headers: IncomingHttpHeaders,
    name: string | undefined,
  ): Promise<Principal | undefined> {
    if (headers.authorization === undefined) return undefined;
    try {
      return await this.principalOf(headers);
    } catch (error) {
      const isOfNoUse = error instanceof DomainError && useless.has(error.code);
      if (!isOfNoUse || name === undefined) throw error;
      delete headers.authorization;
      return undefined;
    }
  }

  private enter(principal: Principal, name: string | undefined): Admitted {
    if (principal.kind === 'platform') {
      if (name !== undefined && name.toLowerCase() !== principal.tenantId) throw refuse(TenantMismatch);
      return { principal };
    }
    const tenant = this.parts.tenants.find(principal.tenantId);
    const own = [principal.tenantId, tenant?.slug];
    if (name !== undefined && !own.includes(name.toLowerCase())) throw refuse(TenantMismatch);
    if (!tenant) throw refuse(NotYetAvailable, { tenantId: principal.tenantId });
    return { principal, tenant: active(tenant) };
  }
}

const useless = new Set<string>(
  [AuthTokenExpired, AuthTokenInvalid, AuthTokenMissing, AuthSessionEnded].map(({ code }) => code),
);

function active(tenant: Tenant): Tenant {
  if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
  return tenant;
}

function bearerOf({ authorization }: IncomingHttpHeaders): string {
  if (authorization === undefined) throw refuse(AuthTokenMissing);
  const [scheme, token, ...rest] = authorization.split(' ');
  if (scheme?.toLowerCase() !== 'bearer') throw refuse(AuthTokenMissing);
  if (token === undefined || token === '' || rest.length > 0) throw refuse(AuthTokenInvalid);
  return token;
}

function tenantNameOf(headers: IncomingHttpHeaders): string | undefined {
  const name = headers['x-tenant-id'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}
