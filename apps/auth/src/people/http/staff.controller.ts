import {
  LastOwner,
  NotFound,
  setPinBody,
  staffAnswer,
  VersionConflict,
  type SetPinBody,
  type StaffAnswer,
} from '@chowk/contracts';
import {
  Answers,
  CurrentPrincipal,
  cutPage,
  decodeCursor,
  IfMatch,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Answer,
  type Principal,
} from '@chowk/kit';
import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { requirePassword } from '../../sign-in/domain/require-password.js';
import { FindStaff } from '../use-cases/find-staff.js';
import { SetPin } from '../use-cases/set-pin.js';
import { SuspendStaff } from '../use-cases/suspend-staff.js';
import { staffView } from './staff.view.js';

const staffQuery = listQuery({});
const position = z.object({ id: z.uuid() });

@Controller('staff')
export class StaffController {
  constructor(
    private readonly findStaff: FindStaff,
    private readonly suspendStaff: SuspendStaff,
    private readonly pins: SetPin,
  ) {}

  @Get()
  @Permit('staff:read')
  @OperationId('listStaff')
  @Summary(
    'Staff I may see',
    'Staff of the outlets that the caller may enter; owners see everybody. Passwords and PINs are never told.',
  )
  @Succeeds('page')
  @Answers(staffAnswer.array())
  async list(
    @CurrentPrincipal() who: Principal,
    @Query({ schema: staffQuery }) { limit, cursor, count }: z.output<typeof staffQuery>,
  ): Promise<Answer<readonly StaffAnswer[]>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.findStaff.page(who, { after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    const total = count ? { total: await this.findStaff.count(who) } : {};
    return page(items.map(staffView), { nextCursor, limit, ...total });
  }

  @Get(':id')
  @Permit('staff:read')
  @OperationId('getStaffMember')
  @Summary('One staff member', 'One staff member whom the caller may see; others are 404.')
  @Answers(staffAnswer, NotFound)
  async one(@CurrentPrincipal() who: Principal, @Param('id') id: string): Promise<StaffAnswer> {
    return staffView(await this.findStaff.one(who, id));
  }

  @Post(':id/suspend')
  @Permit('staff:write')
  @OperationId('suspendStaffMember')
  @Summary(
    'Suspend a staff member and end their sign-ins',
    'All their sign-ins end at once and no new one is let in. The last owner of a business cannot be suspended.',
  )
  @Answers(staffAnswer, NotFound, LastOwner, VersionConflict)
  async suspend(
    @CurrentPrincipal() who: Principal,
    @Param('id') id: string,
    @IfMatch() version: number | undefined,
  ): Promise<StaffAnswer> {
    requirePassword(who);
    return staffView(await this.suspendStaff.run(who, id, version));
  }

  @Put(':id/pin')
  @Permit('staff:write')
  @OperationId('setStaffPin')
  @Summary(
    'Set the PIN by which a staff member acts on shared tablets',
    'Four to six digits for shared tablets. It replaces the one they had and cannot be read again.',
  )
  @Answers(staffAnswer, NotFound, VersionConflict)
  async setPin(
    @CurrentPrincipal() who: Principal,
    @Param('id') id: string,
    @Body({ schema: setPinBody }) { pin }: SetPinBody,
    @IfMatch() version: number | undefined,
  ): Promise<StaffAnswer> {
    requirePassword(who);
    return staffView(await this.pins.run(who, id, pin, version));
  }
}
