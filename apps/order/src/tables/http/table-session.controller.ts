import { Body, Controller, Get, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import {
  attachCustomerBody,
  attendRequestBody,
  BillNotSettled,
  NotFound,
  sessionFilters,
  tableRequestBody,
  tableRequestFilters,
  tableRequestView as requestShape,
  TableSessionEnded,
  tableSessionView as sessionShape,
  UnknownReference,
  type AttachCustomerBody,
  type AttendRequestBody,
  type TableRequestBody,
  type TableRequestView,
  type TableSessionView,
} from '@chowk/contracts';
import {
  Answer,
  Answers,
  created,
  CurrentPrincipal,
  Idempotent,
  IfMatch,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { z } from 'zod';
import { Approvals } from '../use-cases/approvals.js';
import { AttachCustomer } from '../use-cases/attach-customer.js';
import { CloseTableSession } from '../use-cases/close-table-session.js';
import { FindTableSessions } from '../use-cases/find-table-sessions.js';
import { RenewTablePin } from '../use-cases/renew-table-pin.js';
import { TableRequests } from '../use-cases/table-requests.js';
import { PresentGuestGuard } from './present-guest.guard.js';
import { tableRequestView, tableSessionView } from './table-session.view.js';

const sessionsQuery = listQuery(sessionFilters);
const requestsQuery = listQuery(tableRequestFilters);

/** People at tables: who sits there, what they want, until they leave. */
@Controller('sessions')
@UseGuards(PresentGuestGuard)
export class TableSessionController {
  constructor(
    private readonly findSessions: FindTableSessions,
    private readonly approvals: Approvals,
    private readonly renewPin: RenewTablePin,
    private readonly attachCustomer: AttachCustomer,
    private readonly tableRequests: TableRequests,
    private readonly closeSession: CloseTableSession,
  ) {}

  @Get()
  @Permit('table-session:manage')
  @OperationId('listTableSessions')
  @Summary(
    'Table sessions at the outlets of the caller, newest first',
    'Open and closed ones at the outlets of the caller, with guests and bill.',
  )
  @Succeeds('page')
  @Answers(z.array(sessionShape), NotFound)
  async list(
    @Query({ schema: sessionsQuery }) query: z.output<typeof sessionsQuery>,
    @CurrentPrincipal() who: Principal,
  ) {
    const { items, ...meta } = await this.findSessions.list(query, who);
    return page(
      items.map((session) => tableSessionView(session, who)),
      { ...meta, limit: query.limit },
    );
  }

  @Get(':id')
  @Permit('table-session:own', 'table-session:manage')
  @OperationId('getTableSession')
  @Summary('One table session', 'Guests see the session of their own table. The PIN is told to staff alone.')
  @Answers(sessionShape)
  async read(@Param('id') id: string, @CurrentPrincipal() who: Principal): Promise<TableSessionView> {
    return tableSessionView(await this.findSessions.one(id, who), who);
  }

  @Post(':id/approve')
  @Permit('table-session:manage')
  @Idempotent('accepted')
  @OperationId('approveTable')
  @Summary(
    'Let the orders of the people at a table go on, where staff want to see them first',
    'Where the business wants to see first orders, they wait for this; later orders of the table wait no more.',
  )
  @Answers(sessionShape, TableSessionEnded)
  async approve(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<TableSessionView> {
    return tableSessionView(await this.approvals.run(id, who, expectedVersion), who);
  }

  @Post(':id/pin')
  @Permit('table-session:manage')
  @Idempotent('accepted')
  @OperationId('renewTablePin')
  @Summary('Give a table another PIN', 'Who sits there already stays; who joins from now on needs the new PIN.')
  @Answers(sessionShape, TableSessionEnded)
  async pin(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<TableSessionView> {
    return tableSessionView(await this.renewPin.run(id, who, expectedVersion), who);
  }

  @Post(':id/customer')
  @Permit('table-session:own')
  @Idempotent('accepted')
  @OperationId('attachCustomer')
  @Summary(
    'Say which guest of the table the signed-in customer has been so far',
    'For guests who sign in during the meal: their orders as a guest become orders of the customer. The caller is signed in as a customer; `guestToken` is the token they had before.',
  )
  @Answers(sessionShape, UnknownReference, TableSessionEnded)
  async attach(
    @Param('id') id: string,
    @Body({ schema: attachCustomerBody }) { guestToken }: AttachCustomerBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<TableSessionView> {
    return tableSessionView(await this.attachCustomer.run(id, guestToken, who), who);
  }

  @Get(':id/requests')
  @Permit('table-session:own', 'table-session:manage')
  @OperationId('listTableRequests')
  @Summary(
    'What the people at a table want or wanted, newest first',
    'Open and attended ones, the newest first; guests see those of their own table.',
  )
  @Succeeds('page')
  @Answers(z.array(requestShape))
  async listRequests(
    @Param('id') id: string,
    @Query({ schema: requestsQuery }) query: z.output<typeof requestsQuery>,
    @CurrentPrincipal() who: Principal,
  ) {
    const { items, ...meta } = await this.tableRequests.list(id, query, who);
    return page(items.map(tableRequestView), { ...meta, limit: query.limit });
  }

  @Post(':id/requests')
  @Permit('table-session:own', 'table-session:manage')
  @Idempotent('accepted')
  @OperationId('askAtTable')
  @Summary(
    'Ask for the waiter, the bill, water or something else',
    'Staff of the outlet see it at once. The same request while one is open is answered 200 with that one.',
  )
  @Succeeds('created', 'ok')
  @Answers(requestShape, TableSessionEnded)
  async ask(
    @Param('id') id: string,
    @Body({ schema: tableRequestBody }) body: TableRequestBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<Answer<TableRequestView>> {
    const { isNew, ...asked } = await this.tableRequests.ask(id, body, who);
    const view = tableRequestView(asked);
    return isNew ? created(view, `/api/v1/sessions/${id}/requests`) : new Answer(200, view);
  }

  @Patch(':id/requests/:requestId')
  @Permit('table-session:manage')
  @OperationId('attendTableRequest')
  @Summary(
    'Say that somebody looked after it',
    'Takes it off the screens of the floor; the table sees that somebody came.',
  )
  @Answers(requestShape)
  async attend(
    @Param('id') id: string,
    @Param('requestId') requestId: string,
    @Body({ schema: attendRequestBody }) _done: AttendRequestBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<TableRequestView> {
    return tableRequestView(await this.tableRequests.attend(id, requestId, who));
  }

  @Post(':id/close')
  @Permit('table-session:manage')
  @Idempotent('accepted')
  @OperationId('closeTableSession')
  @Summary(
    'Free the table once all is settled',
    'Guests’ tokens of the table end, and the table can be joined anew. Refused with `BILL_NOT_SETTLED` while something is due.',
  )
  @Answers(sessionShape, BillNotSettled)
  async close(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<TableSessionView> {
    return tableSessionView(await this.closeSession.run(id, who, expectedVersion), who);
  }
}
