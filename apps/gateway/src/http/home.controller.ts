import type { IncomingMessage, ServerResponse } from 'node:http';
import { productVersion } from '@chowk/kit';
import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import { homePage, linksOf } from './home-page.js';
import { OwnPages } from './own-pages.js';
import { pagePolicy } from './page-parts.js';

/** Where to go from here: a page for browsers, links for everybody else, and for all where the docs are switched off. */
@Controller()
export class HomeController {
  constructor(@Inject(OwnPages) private readonly pages: OwnPages) {}

  @Get()
  @Header('cache-control', 'public, max-age=60')
  home(@Req() request: IncomingMessage, @Res() response: ServerResponse): void {
    const links = linksOf(this.pages);
    response.appendHeader('vary', 'Accept');
    if (this.pages.hasDocs && request.headers.accept?.includes('text/html')) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', pagePolicy);
      response.end(homePage(links));
      return;
    }
    const paths = Object.fromEntries(links.map(({ name, path }) => [name, path]));
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify({ name: 'Chowk', version: productVersion(), links: paths }));
  }
}
