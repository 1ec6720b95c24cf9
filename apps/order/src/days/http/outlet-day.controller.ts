import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  closeDayBody,
  outletDayQuery,
  OutletDayOpen,
  outletDayView as dayShape,
  OutOfRange,
  type CloseDayBody,
  type OutletDayQuery,
  type OutletDayView,
} from '@chowk/contracts';
import {
  Answer,
  Answers,
  created,
  CurrentPrincipal,
  Idempotent,
  OperationId,
  Permit,
  Succeeds,
  Summary,
  type Principal,
} from '@chowk/kit';
import { CloseDay, type DayReport } from '../use-cases/close-day.js';

/** The books of an outlet, day by day. */
@Controller('outlets/:id/day-close')
export class OutletDayController {
  constructor(private readonly closeDay: CloseDay) {}

  @Post()
  @Permit('day:close')
  @Idempotent('accepted')
  @OperationId('closeOutletDay')
  @Summary(
    'Close the books of a business day: 201, or 200 when they were closed before',
    'Nothing can be sold or settled on that business date afterwards. Refused with `OUTLET_DAY_OPEN` while bills, orders or drawers are open; its details name them.',
  )
  @Succeeds('created', 'ok')
  @Answers(dayShape, OutletDayOpen, OutOfRange)
  async close(
    @Param('id') outletId: string,
    @Body({ schema: closeDayBody }) { businessDate }: CloseDayBody,
    @CurrentPrincipal() who: Principal,
  ): Promise<Answer<OutletDayView>> {
    const { isNew, ...day } = await this.closeDay.run(outletId, businessDate, who);
    const location = `/api/v1/outlets/${outletId}/day-close?date=${day.businessDate}`;
    return isNew ? created(outletDayView(day), location) : new Answer(200, outletDayView(day), { location });
  }

  @Get()
  @Permit('day:close')
  @OperationId('getOutletDay')
  @Summary(
    'How a business day stands: what was sold, and what is in the way of closing it',
    'Sums of the day in paise, and under `open` the bills, orders and drawers that stand in the way of closing it.',
  )
  @Answers(dayShape, OutOfRange)
  async read(
    @Param('id') outletId: string,
    @Query({ schema: outletDayQuery }) { date }: OutletDayQuery,
    @CurrentPrincipal() who: Principal,
  ): Promise<OutletDayView> {
    return outletDayView(await this.closeDay.report(outletId, date, who));
  }
}

function outletDayView({ outletId, businessDate, closed, sums, open }: DayReport): OutletDayView {
  const { bills, total, paid, tips, credited } = closed ?? sums;
  return {
    ...{ outletId, businessDate, status: closed ? 'CLOSED' : 'OPEN', bills, total, paid, tips, credited },
    closedAt: closed?.createdAt.toISOString() ?? null,
    closedBy: closed?.closedBy ?? null,
    open,
  };
}
