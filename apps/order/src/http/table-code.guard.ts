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

  /** Throws NotFound for codes we did not sign, TENANT_SUSPENDED. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const call = callOf(request);
    const { code } = request.params as { code: string };
    const { tenantId } = this.findTables.read(code);
    if (call.principal) return true;
    const tenant = await this.tenants.find(tenantId);
    if (!tenant) throw refuse(NotFound);
    if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
    call.tenantId = tenant.id;
    call.language = chooseLanguage(call.acceptLanguage, tenant.languages);
    return true;
  }
}
