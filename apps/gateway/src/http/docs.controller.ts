import type { IncomingMessage, ServerResponse } from 'node:http';
import { NotFound } from '@chowk/contracts';
import { refuse } from '@chowk/kit';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { ApiReference } from '../domain/merged-reference.js';
import { ApiReferences } from '../upstream/api-reference.js';
import { pageFiles } from './page-files.js';
import { pagePolicy } from './page-parts.js';
import { referencePage } from './reference-page.js';
import { visitOf } from './visit.js';

/** What can be called and what is told: for people, and for the tools that generate clients and collections. */
@Controller('docs')
export class DocsController {
  constructor(@Inject(ApiReferences) private readonly references: ApiReferences) {}

  @Get('openapi.json')
  @Header('cache-control', 'public, max-age=15')
  document(): Promise<ApiReference> {
    return this.references.read();
  }

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  @Header('cache-control', 'public, max-age=15')
  async page(): Promise<string> {
    return referencePage(await this.references.read());
  }

  @Get(':file')
  @Header('content-security-policy', pagePolicy)
  async file(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    const found = pageFiles.get(visitOf(request).ownPage ?? '');
    if (!found) throw refuse(NotFound);
    await found.answer(request, response);
  }
}
