import { Body, Controller, Delete, Get, Param, Patch, Post, Query, UseGuards } from '@nestjs/common';
import {
  changeTableBody,
  createTableBody,
  joinedSessionView as joinedShape,
  NotFound,
  openSessionBody,
  PermissionDenied,
  scannedTableView,
  tableFilters,
  TableLabelTaken,
  TableNotOpen,
  TableOccupied,
  TablePinLocked,
  TablePinRequired,
  TenantSuspended,
  tableView as tableShape,
  UnknownReference,
  type ChangeTableBody,
  type CreateTableBody,
  type JoinedSessionView,
  type OpenSessionBody,
  type ScannedTableView,
  type TableView,
} from '@chowk/contracts';
import {
  Answer,
  Answers,
  created,
  CurrentPrincipal,
  Idempotent,
  IfMatch,
  listQuery,
  noContent,
  NoTenant,
  NoTenantOrSignedIn,
  OperationId,
  page,
  Permit,
  raw,
  Succeeds,
  Summary,
  type Principal,
  type RawAnswer,
} from '@chowk/kit';
import { z } from 'zod';
import { FindTables } from '../use-cases/find-tables.js';
import { KeepTables } from '../use-cases/keep-tables.js';
import { OpenTableSession } from '../use-cases/open-table-session.js';
import type { Table } from '../domain/table.js';
import { TableCodeGuard } from './table-code.guard.js';
import { joinedSessionView } from './table-session.view.js';
import { tableView } from './table.view.js';

const tablesQuery = listQuery(tableFilters);
/** Printed small and scanned in bad light: a quarter of the code may be dirty. */
const qrOptions = { errorCorrectionLevel: 'Q', margin: 2 } as const;

/** Tables with their signed QR codes, and sitting down at one. */
@Controller('tables')
export class TableController {
  constructor(
    private readonly keepTables: KeepTables,
    private readonly findTables: FindTables,
    private readonly openTableSession: OpenTableSession,
  ) {}

  @Get()
  @Permit('table:read')
  @OperationId('listTables')
  @Summary(
    'Tables of the outlets of the caller',
    'With the code printed on each and the session that is open there, if one is.',
  )
  @Succeeds('page')
  @Answers(z.array(tableShape), NotFound)
  async list(@Query({ schema: tablesQuery }) query: z.output<typeof tablesQuery>, @CurrentPrincipal() who: Principal) {
    const { items, ...meta } = await this.findTables.list(query, who);
    return page(items.map(tableView), { ...meta, limit: query.limit });
  }

  @Post()
  @Permit('table:write')
  @Idempotent('accepted')
  @OperationId('addTable')
  @Summary('Put up a table', 'Answers the code and address for its QR code. Labels are unique per outlet.')
  @Succeeds('created')
  @Answers(tableShape, UnknownReference, TableLabelTaken)
  async create(
    @Body({ schema: createTableBody }) body: CreateTableBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<Answer<TableView>> {
    const view = await this.inUse(await this.keepTables.add(body, who));
    return created(view, `/api/v1/tables/${view.id}`);
  }

  @Patch(':id')
  @Permit('table:write')
  @OperationId('changeTable')
  @Summary('Change label, area or seats of a table', 'The code stays: what is printed on the table goes on working.')
  @Answers(tableShape, TableLabelTaken)
  async change(
    @Param('id') id: string,
    @Body({ schema: changeTableBody }) body: ChangeTableBody,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<TableView> {
    return this.inUse(await this.keepTables.change(id, body, who, expectedVersion));
  }

  @Delete(':id')
  @Permit('table:write')
  @OperationId('removeTable')
  @Summary('Take a table away', 'Its code is worthless from then on. Refused while people sit there.')
  @Succeeds('no-content')
  @Answers(undefined, TableOccupied)
  async remove(
    @Param('id') id: string,
    @CurrentPrincipal() who: Principal,
    @IfMatch() expectedVersion: number | undefined,
  ): Promise<Answer<undefined>> {
    await this.keepTables.remove(id, who, expectedVersion);
    return noContent();
  }

  @Get(':id/qr.png')
  @Permit('table:read')
  @OperationId('getTableQrPng')
  @Summary('The QR code of a table as PNG', '600 pixels wide, to be printed; opens the table’s address.')
  @Succeeds({ bytes: 'image/png', tells: 'The picture.' })
  async png(@Param('id') id: string, @CurrentPrincipal() who: Principal): Promise<RawAnswer> {
    const { address } = await this.inUse(await this.keepTables.one(id, who));
    return raw(await (await import('qrcode')).toBuffer(address, { ...qrOptions, width: 600 }), 'image/png');
  }

  @Get(':id/qr.svg')
  @Permit('table:read')
  @OperationId('getTableQrSvg')
  @Summary('The QR code of a table as SVG', 'For printing at any size; opens the table’s address.')
  @Succeeds({ bytes: 'image/svg+xml', tells: 'The picture.' })
  async svg(@Param('id') id: string, @CurrentPrincipal() who: Principal): Promise<RawAnswer> {
    const { address } = await this.inUse(await this.keepTables.one(id, who));
    return raw(await (await import('qrcode')).toString(address, { ...qrOptions, type: 'svg' }), 'image/svg+xml');
  }

  @Get(':code')
  @NoTenant()
  @OperationId('scanTable')
  @Summary(
    'What a scanned code says: business, outlet, table, open or not',
    'The first call of a phone that scanned a table: which business and outlet it is at. `code` is signed; a false one is 404.',
  )
  @Answers(scannedTableView, TenantSuspended)
  scan(@Param('code') code: string): Promise<ScannedTableView> {
    return this.findTables.scanned(code);
  }

  @Post(':code/sessions')
  @NoTenantOrSignedIn()
  @UseGuards(TableCodeGuard)
  @Idempotent('accepted')
  @OperationId('joinTable')
  @Summary(
    'Sit down: join the open session of the table, or open one; who did not sign in becomes a guest',
    '201 for a new session of the table, 200 for the one that is open. Without a token the answer brings a guest’s token, good until the session ends; send the same `deviceId` to be the same guest again. `TABLE_PIN_REQUIRED` where the business asks for a PIN.',
  )
  @Succeeds('created', 'ok')
  @Answers(joinedShape, PermissionDenied, TableNotOpen, TablePinRequired, TablePinLocked)
  async sitDown(
    @Param('code') code: string,
    @Body({ schema: openSessionBody }) body: OpenSessionBody,
    @CurrentPrincipal() who: Principal | undefined,
  ): Promise<Answer<JoinedSessionView>> {
    const seating = await this.openTableSession.run(code, body, who);
    const view = joinedSessionView(seating, who);
    return seating.isNew ? created(view, `/api/v1/sessions/${view.id}`) : new Answer(200, view);
  }

  private async inUse(table: Table): Promise<TableView> {
    const [view] = (await this.findTables.inUse([table])).map(tableView);
    if (!view) throw new Error('A table was lost on its way out');
    return view;
  }
}
