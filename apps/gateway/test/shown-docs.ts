import type { Browser, BrowserContext, Page } from '@chowk/testing/browser';

export interface Tried {
  /** What the page really sent. */
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the viewer shows of the answer. */
  readonly shownStatus: string;
  readonly shownBody: string;
}

export interface Trying {
  readonly method: string;
  readonly path: string;
  /** Parameters by their names, headers too. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The pages of a gateway in a browser, as somebody sees them who tries things out. */
export class ShownDocs {
  /** Addresses asked for that are none of the gateway's. */
  readonly foreign: string[] = [];
  /** What the policy of a page forbade, and what its scripts stumbled over. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    readonly page: Page,
    readonly url: string,
  ) {
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !/^(?:data|blob):/.test(request.url())) this.foreign.push(request.url());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (line) => {
      if (/content security policy/i.test(line.text())) this.complaints.push(line.text());
    });
  }

  static async open(browser: Browser, url: string): Promise<ShownDocs> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    return new ShownDocs(context, await context.newPage(), url);
  }

  /** Goes to a page; that of the API is there once its viewer has read the document. */
  async show(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
    if (path === '/docs') await this.page.locator('#viewer[data-shown="true"]').waitFor();
  }

  /** Says the token in the viewer's dialogue; all that is tried from now on carries it. */
  async signIn(token: string): Promise<void> {
    const { page } = this;
    await page.locator('.auth-wrapper .btn.authorize').click();
    await page.locator('.auth-container input').first().fill(token);
    await page.locator('.auth-btn-wrapper button.authorize').click();
    await page.locator('.auth-btn-wrapper button.btn-done').click();
  }

  /** Tries an operation in the viewer: opens it, says its parameters, sends it, and reads what is shown. */
  async tryOut({ method, path, parameters = {}, body }: Trying): Promise<Tried> {
    const { page } = this;
    await page.locator('.operation-filter-input').waitFor();
    const at = page.locator(`.opblock-summary-path[data-path="${path}"]`);
    const block = page.locator(`.opblock.opblock-${method.toLowerCase()}`, { has: at });
    await this.openTagOf(block);
    if ((await block.getAttribute('class'))?.includes('is-open') !== true)
      await block.locator('.opblock-summary-control').click();
    for (const [name, value] of Object.entries(parameters))
      await block.locator(`tr[data-param-name="${name}"] :is(input, textarea)`).first().fill(value);
    if (body !== undefined) await block.locator('.body-param__text').fill(JSON.stringify(body));
    const [answer] = await Promise.all([
      page.waitForResponse(
        (one) => new URL(one.url()).pathname.startsWith('/api/') || one.url().includes('.well-known'),
      ),
      block.locator('button.execute').click(),
    ]);
    const shown = block.locator('.live-responses-table');
    await shown.waitFor();
    const request = answer.request();
    return {
      method: request.method(),
      url: request.url(),
      headers: request.headers(),
      shownStatus: (await shown.locator('tbody .response-col_status').first().innerText()).trim().split(/\s/)[0] ?? '',
      shownBody: await shown.locator('.microlight, pre').first().innerText(),
    };
  }

  /** Every operation that the viewer shows, as `GET /path`, with all tags opened. */
  async operations(): Promise<readonly string[]> {
    const shut = this.page.locator('.opblock-tag[data-is-open="false"]');
    await this.page.locator('.opblock-tag').first().waitFor();
    while ((await shut.count()) > 0) await shut.first().click();
    const lines = await this.page.locator('.opblock-summary').all();
    return Promise.all(
      lines.map(async (line) => {
        const method = await line.locator('.opblock-summary-method').innerText();
        return `${method} ${await line.locator('.opblock-summary-path').getAttribute('data-path')}`;
      }),
    );
  }

  /** A picture of what is in the window, kept at that path. */
  screenshot(path: string): Promise<Buffer> {
    return this.page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  /** Tags are shut at first, and what is in a shut one is not on the page. */
  private async openTagOf(block: ReturnType<Page['locator']>): Promise<void> {
    const shut = this.page.locator('.opblock-tag[data-is-open="false"]');
    while ((await block.count()) === 0) {
      if ((await shut.count()) === 0) throw new Error('The viewer shows no such operation');
      await shut.first().click();
    }
  }
}
