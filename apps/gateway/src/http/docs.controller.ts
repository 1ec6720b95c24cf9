import { Controller, Get, Header, Inject } from '@nestjs/common';
import type { ApiReference } from '../domain/merged-reference.js';
import { ApiReferences } from '../upstream/api-reference.js';
import { referencePage } from './reference-page.js';

/** What can be called: for people, and for the tools that generate clients and collections. */
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
  @Header('cache-control', 'public, max-age=15')
  async page(): Promise<string> {
    return referencePage(await this.references.read());
  }
}
