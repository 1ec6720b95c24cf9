import type { IncomingMessage, ServerResponse } from 'node:http';
import { NotFound } from '@chowk/contracts';
import { Health, Metrics, refuse, type HealthReport } from '@chowk/kit';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { HealthOfAll, type SystemReport } from '../upstream/health-of-all.js';

/** For operators, balancers and scrapers; outside of the API and its envelope. */
@Controller()
export class HealthController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(HealthOfAll) private readonly all: HealthOfAll,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Header('cache-control', 'no-store')
  async live(@Res({ passthrough: true }) response: ServerResponse): Promise<HealthReport> {
    return withStatus(response, await this.health.liveness());
  }

  @Get('health/ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) response: ServerResponse): Promise<HealthReport> {
    return withStatus(response, await this.health.readiness());
  }

  /** The whole system: 503 only when the gateway itself is of no use; a service that is down degrades it. */
  @Get('health')
  @Header('cache-control', 'no-store')
  async system(@Res({ passthrough: true }) response: ServerResponse): Promise<SystemReport> {
    const [own, services] = await Promise.all([this.health.readiness(), this.all.look()]);
    const isWhole = Object.values(services).every(({ status }) => status === 'up');
    const status = own.status === 'up' && !isWhole ? 'degraded' : own.status;
    return withStatus(response, { ...own, status, services });
  }

  /** Only for whoever is on this machine: a scraper beside the gateway, nobody behind a proxy. */
  @Get('metrics')
  async numbers(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    if (!isFromHere(request)) throw refuse(NotFound);
    const { contentType, text } = await this.metrics.expose();
    response.setHeader('content-type', contentType);
    response.end(text);
  }
}

function withStatus<Report extends { readonly status: string }>(response: ServerResponse, report: Report): Report {
  response.statusCode = report.status === 'down' ? 503 : 200;
  return report;
}

/** Judged by what was sent: a header that `Connection` names is gone from the parsed ones. */
function isFromHere({ socket, rawHeaders }: IncomingMessage): boolean {
  const { remoteAddress = '' } = socket;
  const isForwarded = rawHeaders.some((name, index) => index % 2 === 0 && forwarding.has(name.toLowerCase()));
  return !isForwarded && /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/.test(remoteAddress);
}

const forwarding = new Set(['x-forwarded-for', 'forwarded', 'via']);
