import {
  changeTenantBody,
  changeTenantStatusBody,
  NotFound,
  tenantAnswer,
  VersionConflict,
  type ChangeTenantBody,
  type ChangeTenantStatusBody,
  type TenantAnswer,
} from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  currentTenantId,
  IfMatch,
  OperationId,
  Permit,
  Summary,
  type Principal,
} from '@chowk/kit';
import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { requirePassword } from '../../sign-in/domain/require-password.js';
import { ChangeTenant } from '../use-cases/change-tenant.js';
import { ChangeTenantStatus } from '../use-cases/change-tenant-status.js';
import { FindTenant } from '../use-cases/find-tenant.js';
import { tenantView } from './tenant.view.js';

@Controller('tenants')
export class TenantController {
  constructor(
    private readonly findTenant: FindTenant,
    private readonly changeTenant: ChangeTenant,
    private readonly changeTenantStatus: ChangeTenantStatus,
  ) {}

  @Get('current')
  @Permit('tenant:read')
  @OperationId('getTenant')
  @Summary(
    'The business I work for',
    'Name, origins that may call from browsers, languages and settings (when orders are paid, table policy, service charge).',
  )
  @Answers(tenantAnswer)
  async current(): Promise<TenantAnswer> {
    return tenantView(await this.findTenant.run(currentTenantId()));
  }

  @Patch('current')
  @Permit('tenant:write')
  @OperationId('changeTenant')
  @Summary(
    'Change name, origins, languages and settings of the business I work for',
    'Fields that are left out stay as they are. All services hear of the change within about a second; orders that were placed keep the terms they were placed under.',
  )
  @Answers(tenantAnswer, VersionConflict)
  async change(
    @CurrentPrincipal() who: Principal,
    @Body({ schema: changeTenantBody }) body: ChangeTenantBody,
    @IfMatch() version: number | undefined,
  ): Promise<TenantAnswer> {
    requirePassword(who);
    return tenantView(await this.changeTenant.run(body, version));
  }

  @Patch(':id/status')
  @Permit('tenant:status')
  @OperationId('changeTenantStatus')
  @Summary(
    'Suspend or restore a business',
    'For the operator of the platform. While a business is suspended all its calls are refused with `TENANT_SUSPENDED`; nothing is lost.',
  )
  @Answers(tenantAnswer, NotFound, VersionConflict)
  async changeStatus(
    @CurrentPrincipal() who: Principal,
    @Param('id') id: string,
    @Body({ schema: changeTenantStatusBody }) body: ChangeTenantStatusBody,
    @IfMatch() version: number | undefined,
  ): Promise<TenantAnswer> {
    return tenantView(await this.changeTenantStatus.run(who, id, body, version));
  }
}
