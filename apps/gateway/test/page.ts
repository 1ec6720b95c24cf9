/** Headers that any page may send and read (Fetch standard: CORS-safelisted). */
const freelySent = new Set(['accept', 'accept-language', 'content-language', 'last-event-id']);
const freelyRead = new Set(['cache-control', 'content-language', 'content-length', 'content-type', 'expires']);
const simpleMethods = new Set(['GET', 'HEAD', 'POST']);
const simpleTypes = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What a script on a page may see of an answer. */
export interface Seen {
  readonly status: number;
  /** A header, or null when it is not there or not for pages. */
  header(name: string): string | null;
  readonly answer: Response;
}

/** A page of another origin, which calls as a browser lets it: asks before what is not simple, and reads only what it is shown. */
export class Page {
  preflights = 0;
  private readonly permitted = new Set<string>();

  constructor(
    readonly origin: string,
    private readonly base: string,
  ) {}

  /** Throws TypeError, as browsers do, when the answer is not for this page. */
  async fetch(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Seen> {
    const url = `${this.base}${path}`;
    const unusual = Object.keys(headers).map((name) => name.toLowerCase());
    const asking = unusual.filter((name) => !freelySent.has(name) && !this.isSimpleType(name, headers)).sort();
    if (!simpleMethods.has(method) || asking.length > 0) await this.askFor(url, method, asking);
    const answer = await fetch(url, {
      method,
      headers: { ...headers, origin: this.origin },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.headers.get('access-control-allow-origin') !== this.origin) {
      await answer.body?.cancel();
      throw new TypeError(`${this.origin} may not read ${path}`);
    }
    const exposed = namesIn(answer, 'access-control-expose-headers');
    const isShown = (name: string) => freelyRead.has(name.toLowerCase()) || exposed.includes(name.toLowerCase());
    return { status: answer.status, answer, header: (name) => (isShown(name) ? answer.headers.get(name) : null) };
  }

  private async askFor(url: string, method: string, names: readonly string[]): Promise<void> {
    const wish = `${method} ${names.join()}`;
    if (this.permitted.has(wish)) return;
    this.preflights += 1;
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: this.origin,
        'access-control-request-method': method,
        ...(names.length > 0 ? { 'access-control-request-headers': names.join() } : {}),
      },
    });
    const mayAsk =
      answer.ok &&
      answer.headers.get('access-control-allow-origin') === this.origin &&
      (simpleMethods.has(method) || namesIn(answer, 'access-control-allow-methods').includes(method.toLowerCase())) &&
      names.every((name) => namesIn(answer, 'access-control-allow-headers').includes(name));
    if (!mayAsk) throw new TypeError(`${this.origin} may not ask for ${wish}`);
    if (Number(answer.headers.get('access-control-max-age')) > 0) this.permitted.add(wish);
  }

  private isSimpleType(name: string, headers: Readonly<Record<string, string>>): boolean {
    return name === 'content-type' && simpleTypes.includes(headers['content-type'] ?? '');
  }
}

function namesIn({ headers }: Response, name: string): string[] {
  return (headers.get(name) ?? '').split(',').map((value) => value.trim().toLowerCase());
}
