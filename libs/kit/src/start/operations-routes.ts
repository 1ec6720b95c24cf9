import type { FastifyInstance } from 'fastify';
import type { Health, HealthReport } from './health.js';
import type { Metrics } from './metrics.js';

export interface OperationsParts {
  readonly health: Health;
  readonly metrics: Metrics;
  /** The service's OpenAPI document. */
  readonly openApi: () => unknown;
}

/** `/health/live`, `/health/ready`, `/metrics`, `/docs/openapi.json`: for operators and tools, outside of the API and its envelope. */
export function registerOperationsRoutes(server: FastifyInstance, { health, metrics, openApi }: OperationsParts): void {
  const answer = (report: HealthReport) => ({ code: report.status === 'down' ? 503 : 200, report });
  server.get('/health/live', async (_request, reply) => {
    const { code, report } = answer(await health.liveness());
    return reply.code(code).header('cache-control', 'no-store').send(report);
  });
  server.get('/health/ready', async (_request, reply) => {
    const { code, report } = answer(await health.readiness());
    return reply.code(code).header('cache-control', 'no-store').send(report);
  });
  server.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics.expose();
    return reply.header('content-type', contentType).send(text);
  });
  server.get('/docs/openapi.json', async (_request, reply) => reply.send(openApi()));
}
