import { Controller, Get, Query } from '@nestjs/common';
import { NotFound, voidsFilters, voidsReportView, type VoidsFilters, type VoidsReportView } from '@chowk/contracts';
import { Answers, CurrentPrincipal, OperationId, Permit, Summary, type Principal } from '@chowk/kit';
import { FindVoids } from '../use-cases/find-voids.js';

/** What managers look at after a shift. */
@Controller('reports')
export class ReportController {
  constructor(private readonly findVoids: FindVoids) {}

  @Get('voids')
  @Permit('analytics:read')
  @OperationId('getVoidsReport')
  @Summary(
    'Dishes voided and given free on a business date, per staff member, with amounts and reasons',
    'Per staff member, with amounts the guests would have paid and whether the food was made already. Outlets that the reader may not enter are left out.',
  )
  @Answers(voidsReportView, NotFound)
  voids(
    @Query({ schema: voidsFilters }) query: VoidsFilters,
    @CurrentPrincipal() who: Principal,
  ): Promise<VoidsReportView> {
    return this.findVoids.run(query, who);
  }
}
