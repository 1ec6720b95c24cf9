import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import {
  AuthTokenExpired,
  AuthTokenInvalid,
  AuthTokenMissing,
  NotYetAvailable,
  PermissionDenied,
  TenantMismatch,
  TenantNotFound,
  TenantRequired,
  TenantSuspended,
  type Permission,
  type Tenant,
} from '@chowk/contracts/envelope';
import { DomainError, refuse } from '../context/domain-error.js';
import type { Principal } from '../context/principal.js';
import { AccessTokens } from './access-tokens.js';
import { chooseLanguage } from './language.js';
import { callOf, type HttpCall, type HttpRequest } from './request.js';
import { RouteTable } from './route-table.js';
import { TenantDirectory } from './tenant-directory.js';

/** A slug or an id; anything else names no tenant. */
const tenantName = /^[a-z0-9][a-z0-9-]{0,62}$/i;

/** Decides who calls and for which tenant, from the signed token and the service's own copy of the tenants alone. */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly routes: RouteTable,
    private readonly tokens: AccessTokens,
    private readonly tenants: TenantDirectory,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const { access } = this.routes.of(context.getHandler());
    const call = callOf(request);
    if (access.kind === 'permit') await this.admitSignedIn(request, call, access.permissions);
    if (access.kind === 'public') await this.admitAnybody(request, call);
    if (access.kind === 'no-tenant-or-signed-in' && request.headers.authorization !== undefined)
      await this.enter(call, await this.tokens.verify(bearerOf(request)), tenantHeaderOf(request));
    return true;
  }

  private async admitSignedIn(request: HttpRequest, call: HttpCall, permissions: readonly Permission[]): Promise<void> {
    const principal = await this.tokens.verify(bearerOf(request));
    await this.enter(call, principal, tenantHeaderOf(request));
    if (!permissions.some((permission) => principal.can(permission))) {
      throw refuse(PermissionDenied, { anyOf: permissions });
    }
  }

  /** The header's tenant; a good token fills in for a missing header and must agree with a present one. */
  private async admitAnybody(request: HttpRequest, call: HttpCall): Promise<void> {
    const header = tenantHeaderOf(request);
    const principal = await this.principalOfPublicCall(request, header);
    if (principal) return this.enter(call, principal, header);
    if (header === undefined) throw refuse(TenantRequired);
    const tenant = tenantName.test(header) ? await this.tenants.find(header) : undefined;
    // The gateway lets nobody in for a tenant that auth has not told of: what it knows is on its way here
    if (!tenant && call.isVouched) throw refuse(NotYetAvailable, { tenant: header }, { retryAfter: 1 });
    if (!tenant) throw refuse(TenantNotFound);
    settle(call, tenant);
  }

  private async principalOfPublicCall(
    request: HttpRequest,
    header: string | undefined,
  ): Promise<Principal | undefined> {
    if (request.headers.authorization === undefined) return undefined;
    try {
      return await this.tokens.verify(bearerOf(request));
    } catch (error) {
      const isOfNoUse = error instanceof DomainError && uselessTokens.has(error.code);
      if (isOfNoUse && header !== undefined) return undefined;
      throw error;
    }
  }

  private async enter(call: HttpCall, principal: Principal, header: string | undefined): Promise<void> {
    call.principal = principal;
    call.tenantId = principal.tenantId;
    if (principal.kind === 'platform') {
      if (header !== undefined && header.toLowerCase() !== principal.tenantId) throw refuse(TenantMismatch);
      return;
    }
    const tenant = await this.tenants.find(principal.tenantId);
    const names = [principal.tenantId, tenant?.slug];
    if (header !== undefined && !names.includes(header.toLowerCase())) throw refuse(TenantMismatch);
    if (!tenant) throw refuse(NotYetAvailable, { tenantId: principal.tenantId });
    settle(call, tenant);
  }
}

const uselessTokens = new Set<string>([AuthTokenExpired, AuthTokenInvalid, AuthTokenMissing].map(({ code }) => code));

function settle(call: HttpCall, tenant: Tenant): void {
  if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
  call.tenantId = tenant.id;
  call.language = chooseLanguage(call.acceptLanguage, tenant.languages);
}

function bearerOf(request: HttpRequest): string {
  const header = request.headers.authorization;
  if (header === undefined) throw refuse(AuthTokenMissing);
  const [scheme, token, ...rest] = header.split(' ');
  if (scheme?.toLowerCase() !== 'bearer') throw refuse(AuthTokenMissing);
  if (token === undefined || token === '' || rest.length > 0) throw refuse(AuthTokenInvalid);
  return token;
}

function tenantHeaderOf(request: HttpRequest): string | undefined {
  const header = request.headers['x-tenant-id'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}
