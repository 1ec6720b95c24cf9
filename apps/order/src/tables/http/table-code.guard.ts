import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NotFound, TenantSuspended } from '@chowk/contracts';
import { callOf, chooseLanguage, refuse, TenantDirectory, type HttpRequest } from '@chowk/kit';
import { FindTables } from '../use-cases/find-tables.js';

/**
 * A call on a table's code is one of the tenant that the code names: nobody has to say a tenant. Who sent a token is known
 * already and stays in the tenant of that token; a table of another one then does not exist.
 */
@Injectable()
export class TableCodeGuard implements CanActivate {
  constructor(
    private readonly findTables: FindTables,
    private readonly tenants: TenantDirectory,
  ) {}

  /** Throws NotFound for a tenant we were not told of, TENANT_SUSPENDED. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const call = callOf(request);
    const { code } = request.params as { code: string };
    const reference = this.findTables.named(code);
    // The handler refuses a code that names nothing, after the body was looked at like any other.
    if (call.principal || !reference) return true;
    const tenant = await this.tenants.find(reference.tenantId);
    if (!tenant) throw refuse(NotFound);
    if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
    call.tenantId = tenant.id;
    call.language = chooseLanguage(call.acceptLanguage, tenant.languages);
    return true;
  }
}
