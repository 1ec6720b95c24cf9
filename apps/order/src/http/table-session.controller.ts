import { Controller, Get, Param, Post } from '@nestjs/common';
import { BillNotSettled, tableSessionView as sessionShape, type TableSessionView } from '@chowk/contracts';
import { Answers, CurrentPrincipal, Idempotent, IfMatch, Permit, Summary, type Principal } from '@chowk/kit';
import { CloseTableSession } from '../use-cases/close-table-session.js';
import { FindTableSessions } from '../use-cases/find-table-sessions.js';
import { tableSessionView } from './table.view.js';

/** People at tables. */
@Controller('sessions')
export class TableSessionController {
  constructor(
    private readonly findSessions: FindTableSessions,
    private readonly closeSession: CloseTableSession,
  ) {}

  @Get(':id')
  @Permit('table-session:own', 'table-session:manage')
  @Summary('One table session')
  @Answers(sessionShape)
  async read(@Param('id') id: string, @CurrentPrincipal() who: Principal): Promise<TableSessionView> {
    return tableSessionView(await this.findSessions.one(id, who));
  }

  @Post(':id/close')
  @Permit('table-session:manage')
  @Idempotent('accepted')
  @Summary('Free the table once all is settled')
  @Answers(sessionShape, BillNotSettled)
  async close(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<TableSessionView> {
    return tableSessionView(await this.closeSession.run(id, who, expectedVersion));
  }
}
