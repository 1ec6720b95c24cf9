import { Controller } from '@nestjs/common';
import { TenantState, type Received } from '@chowk/contracts/envelope';
import { Database } from '../database/database.js';
import { Copy } from '../events/copy.js';
import { On } from '../events/on.js';
import { TenantDirectory } from './tenant-directory.js';
import { TenantTable } from './tenant-copy.js';

/** Keeps this service's copy of the tenants: who they are answers public calls, their status closes the door. */
@Controller()
@Copy('tenants', { tables: ['tenant'], tenantColumn: 'id' })
export class TenantListener {
  constructor(
    private readonly database: Database,
    private readonly table: TenantTable,
    private readonly directory: TenantDirectory,
  ) {}

  @On(TenantState)
  async keep(event: Received<typeof TenantState>): Promise<void> {
    await this.table.keep(event.data, event.version);
    this.database.afterCommit(() => this.directory.forget());
  }
}
