import { isUtf8 } from 'node:buffer';
import {
  MalformedJson,
  PayloadTooLarge,
  UnsupportedMediaType,
  ValidationFailed,
  type Fault,
} from '@chowk/contracts/envelope';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from '../context/domain-error.js';
import { scanJson } from './json-scan.js';
import { callOf } from './request.js';

/** Bodies above this are refused with 413. */
export const maximalBody = 1024 * 1024;

/** Read so far all the same: a body that is both absurd and too large is told that it is absurd. */
export const readAtMost = 2 * maximalBody;

const faultsOfBodies = new WeakMap<object, readonly Fault[]>();

/** What the scan found in a body that parses; asked for by the validation, which reports it beside the schema's own faults. */
export function scanFaultsOf(body: unknown): readonly Fault[] {
  return (typeof body === 'object' && body !== null ? faultsOfBodies.get(body) : undefined) ?? [];
}

/**
 * Reads JSON from outside: 400 MALFORMED_JSON for bytes that are not one JSON value in UTF-8, with duplicate keys, or absurdly
 * deep or wide; 422 VALIDATION_FAILED for numbers a double cannot hold, NUL and lone surrogates.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const { value, faults } = readJson(bytes);
  if (faults.length > 0) throw refuse(ValidationFailed, faults);
  return value;
}

function readJson(bytes: Uint8Array): { value: unknown; faults: Fault[] } {
  if (!isUtf8(bytes)) throw refuse(MalformedJson, { reason: 'not UTF-8' });
  const text = new TextDecoder().decode(bytes);
  const faults = scanJson(text);
  try {
    return { value: JSON.parse(text), faults };
  } catch (cause) {
    throw refuse(MalformedJson, undefined, { cause });
  }
}

/** Teaches the server to read JSON bodies with care, to keep their bytes, and to refuse every other kind of body. */
export function registerBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer' as const, bodyLimit: readAtMost };
  server.addContentTypeParser(
    /^application\/([\w.-]+\+)?json(;|$)/,
    options,
    async (request: FastifyRequest, body: Buffer) => readBody(request, body),
  );
  server.addContentTypeParser('*', options, async (request: FastifyRequest, body: Buffer) => {
    if (!wantsRawBody(request)) throw refuse(UnsupportedMediaType);
    refuseTooLarge(body);
    callOf(request).rawBody = body;
    return undefined;
  });
}

function readBody(request: FastifyRequest, body: Buffer): unknown {
  callOf(request).rawBody = body;
  if (wantsRawBody(request)) {
    refuseTooLarge(body);
    return undefined;
  }
  if (body.length === 0) return undefined;
  if (body.length > maximalBody) scanJson(body.toString('latin1'));
  refuseTooLarge(body);
  const { value, faults } = readJson(body);
  if (faults.length === 0) return value;
  if (typeof value !== 'object' || value === null) throw refuse(ValidationFailed, faults);
  faultsOfBodies.set(value, faults);
  return value;
}

function refuseTooLarge(body: Buffer): void {
  if (body.length > maximalBody) throw refuse(PayloadTooLarge);
}

function wantsRawBody(request: FastifyRequest): boolean {
  return Reflect.get(request.routeOptions.config, 'rawBody') === true;
}
