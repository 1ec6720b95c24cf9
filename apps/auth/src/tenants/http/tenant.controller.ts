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
import { Answers, currentTenantId, CurrentPrincipal, IfMatch, Permit, Summary, type Principal } from '@chowk/kit';
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
  @Summary('The business I work for')
  @Answers(tenantAnswer)
  async current(): Promise<TenantAnswer> {
    return tenantView(await this.findTenant.run(currentTenantId()));
  }

  @Patch('current')
  @Permit('tenant:write')
  @Summary('Change name, origins, languages and settings of the business I work for')
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
  @Summary('Suspend or restore a business')
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
