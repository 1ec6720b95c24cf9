import type { IncomingHttpHeaders } from 'node:http';
import { stillFits } from './etag.js';
import { closing, json, type Rendered, type RenderingFor } from './rendered.js';

const told = ['etag', 'cache-control', 'vary'] as const;

/** An answer that may be given again, to others who ask the same: the same data under the request id of each. */
export class GivenAgain {
  private constructor(
    private readonly etag: string,
    private readonly caching: Readonly<Record<string, string>>,
    /** All that comes before the request id. */
    private readonly beginning: Buffer,
  ) {}

  /** Undefined for what is not public, has no validator, or is not in the success envelope. */
  static of(headers: IncomingHttpHeaders, body: Buffer, requestId: string): GivenAgain | undefined {
    const { etag } = headers;
    if (etag === undefined || !headers['cache-control']?.startsWith('public')) return undefined;
    const end = body.lastIndexOf(`"requestId":${JSON.stringify(requestId)}`);
    if (end < 0) return undefined;
    const caching = told.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
    return new GivenAgain(etag, Object.fromEntries(caching), body.subarray(0, end));
  }

  /** 200, or 304 for who holds it already. */
  render({ requestId, ifNoneMatch }: RenderingFor): Rendered {
    if (stillFits(ifNoneMatch, this.etag)) return { status: 304, headers: this.caching, body: undefined };
    const body = Buffer.concat([this.beginning, Buffer.from(`${closing(requestId)}}`)]);
    return { status: 200, headers: { ...json, ...this.caching, 'content-length': String(body.length) }, body };
  }
}
