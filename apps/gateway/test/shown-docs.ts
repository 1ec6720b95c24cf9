import type { Browser, BrowserContext, Page } from '@chowk/testing/browser';

/** A window as people have it, for pictures. */
const size = { width: 1280, height: 1000 };
/** The viewer keeps on its page only what is near the window: in this one all of it is. */
const tall = { ...size, height: 20_000 };

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

interface Reference {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly tags: readonly string[] }>>>>;
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
    const context = await browser.newContext({ viewport: tall });
    return new ShownDocs(context, await context.newPage(), url);
  }

  /** Goes to a page; that of the API is there once its viewer has read the document. */
  async show(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
    if (path !== '/docs') return;
    await this.page.locator('#viewer[data-shown="true"]').waitFor();
    await this.page.locator('.opblock-tag').first().waitFor();
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
    await this.open(await this.tagOf(method, path));
    const at = page.locator(`.opblock-summary-path[data-path="${path}"]`);
    const block = page.locator(`.opblock.opblock-${method.toLowerCase()}`, { has: at });
    await block.waitFor();
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

  /** Opens every tag: what is in a shut one is not on the page. */
  async openAll(): Promise<void> {
    const { paths } = await this.reference();
    const tags = new Set(
      Object.values(paths).flatMap((operations) => Object.values(operations).flatMap(({ tags }) => tags)),
    );
    for (const tag of tags) await this.open(tag);
  }

  /** The operations that the viewer shows now, as `GET /path`. */
  async operations(): Promise<readonly string[]> {
    const [methods, paths] = await Promise.all([
      this.page.locator('.opblock-summary-method').allInnerTexts(),
      this.page.locator('.opblock-summary-path').allInnerTexts(),
    ]);
    // Long paths have places where they may be broken
    return methods.map((method, index) => `${method} ${paths[index]?.replaceAll('\u200b', '')}`);
  }

  /** A picture of a window of usual size, kept at that path; `at` says which operation is on top of it. */
  async screenshot(path: string, { at }: { readonly at?: string } = {}): Promise<Buffer> {
    const block = at === undefined ? undefined : this.page.locator(`.opblock-summary-path[data-path="${at}"]`).first();
    const top = (await block?.boundingBox())?.y ?? 0;
    await this.page.setViewportSize(size);
    await this.page.evaluate(`scrollTo(0, ${top - 30})`);
    const picture = await this.page.screenshot({ path });
    await this.page.setViewportSize(tall);
    return picture;
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private async open(tag: string): Promise<void> {
    const head = this.page.locator(`.opblock-tag[data-tag="${tag}"]`);
    await head.waitFor();
    if ((await head.getAttribute('data-is-open')) === 'true') return;
    await head.click();
    await this.page.locator(`.opblock-tag[data-tag="${tag}"][data-is-open="true"]`).waitFor();
  }

  private async tagOf(method: string, path: string): Promise<string> {
    const tag = (await this.reference()).paths[path]?.[method.toLowerCase()]?.tags[0];
    if (tag === undefined) throw new Error(`The reference has no ${method} ${path}`);
    return tag;
  }

  private async reference(): Promise<Reference> {
    return (await (await fetch(`${this.url}/docs/openapi.json`)).json()) as Reference;
  }
}
