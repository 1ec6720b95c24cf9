import type { IncomingMessage } from 'node:http';
import { PayloadTooLarge } from '@chowk/contracts';
import { maximalBody, refuse } from '@chowk/kit';

/** The caller went away, or sent what is no HTTP, before the body was there; there is nobody to answer. */
export class CallerGone extends Error {
  override readonly name = 'CallerGone';
}

/** Milliseconds in which the rest of a refused body may still arrive, so that the caller gets to read the answer. */
const patienceWithTheRest = 1_000;

/**
 * All bytes of the body before the service hears of the call: slow, cut and oversized bodies never reach it. Undefined when there is none.
 * Throws 413 PAYLOAD_TOO_LARGE, by the declared length at once, else as soon as it is too long; {@link CallerGone}.
 */
export async function wholeBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (coding === undefined && (length === undefined || length === '0')) return undefined;
  if (Number(length ?? 0) > maximalBody) throw tooLarge(request);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= maximalBody) return void chunks.push(chunk);
    request.off('data', take);
    reject(tooLarge(request));
  };
  const breakOff = (cause?: Error): void => reject(new CallerGone('The body broke off', { cause }));
  request.on('data', take);
  request.once('error', breakOff);
  request.once('close', breakOff);
  request.once('end', () => {
    request.off('close', breakOff);
    resolve(Buffer.concat(chunks));
  });
  return promise;
}

function tooLarge(request: IncomingMessage): Error {
  request.resume();
  const cut = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, patienceWithTheRest);
  cut.unref();
  request.socket.once('close', () => clearTimeout(cut));
  return refuse(PayloadTooLarge, { limit: maximalBody });
}
