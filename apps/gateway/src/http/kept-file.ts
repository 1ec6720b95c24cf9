import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const packed = promisify(gzip);

interface Bytes {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly etag: string;
}

/** Seconds for which browsers ask no more; then the ETag says whether it is still the same. */
const age = 300;

/** What never changes while the gateway runs: read, packed and given its ETag when it is asked for the first time. */
export class KeptFile {
  #bytes: Promise<Bytes> | undefined;

  constructor(
    private readonly type: string,
    private readonly read: () => Promise<Buffer>,
  ) {}

  /** Answers the file, or 304 to whoever has it. Rejects when it cannot be read; the next call tries again. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { plain, packed, etag } = await this.bytes();
    response.setHeader('cache-control', `public, max-age=${age}`);
    response.setHeader('etag', etag);
    response.appendHeader('vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === etag) {
      response.statusCode = 304;
      response.end();
      return;
    }
    const takesPacked = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(
      String(request.headers['accept-encoding'] ?? ''),
    );
    const body = takesPacked ? packed : plain;
    if (takesPacked) response.setHeader('content-encoding', 'gzip');
    response.setHeader('content-type', this.type);
    response.setHeader('content-length', body.length);
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  private bytes(): Promise<Bytes> {
    this.#bytes ??= this.make().catch((error: unknown) => {
      this.#bytes = undefined;
      throw error;
    });
    return this.#bytes;
  }

  private async make(): Promise<Bytes> {
    const plain = await this.read();
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    return { plain, packed: await packed(plain), etag: `"${hash}"` };
  }
}
