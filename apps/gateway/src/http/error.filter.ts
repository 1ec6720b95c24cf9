import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusals } from './refusals.js';

/** What goes wrong on the gateway's own pages is answered like everything else. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly refusals: Refusals) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.refusals.answer(error, http.getRequest<IncomingMessage>(), http.getResponse<ServerResponse>());
  }
}
