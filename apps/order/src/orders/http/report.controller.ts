import { Controller, Get, Query } from '@nestjs/common';
import { NotFound, voidsFilters, voidsReportView, type VoidsFilters, type VoidsReportView } from '@chowk/contracts';
import { Answers, CurrentPrincipal, Permit, Summary, type Principal } from '@chowk/kit';
import { FindVoids } from '../use-cases/find-voids.js';

/** What managers look at after a shift. */
@Controller('reports')
export class ReportController {
  constructor(private readonly findVoids: FindVoids) {}

  @Get('voids')
  @Permit('analytics:read')
  @Summary('Dishes voided and given free on a business date, per staff member, with amounts and reasons')
  @Answers(voidsReportView, NotFound)
  voids(
    @Query({ schema: voidsFilters }) query: VoidsFilters,
    @CurrentPrincipal() who: Principal,
  ): Promise<VoidsReportView> {
    return this.findVoids.run(query, who);
  }
}
