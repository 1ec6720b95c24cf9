import { readFileSync } from 'node:fs';
import type { OpenApiDocument } from '@chowk/kit';
import { DescribedValues } from '@chowk/kit/described-values';

/** An answer, as it arrived. */
export interface AnsweredCall {
  readonly method: string;
  /** With or without its query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
  /** The parsed body; undefined where there is none or it is no JSON. */
  readonly body: unknown;
}

/** What any call is refused with when it is no proper request: bytes that are no HTTP, bodies where none is read. */
const aboutTheRequestItself = new Set([
  ...['MALFORMED_REQUEST', 'MALFORMED_JSON', 'UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE'],
  ...['METHOD_NOT_ALLOWED', 'REQUEST_TIMEOUT', 'HEADERS_TOO_LARGE'],
]);

interface DescribedOperation {
  readonly path: RegExp;
  readonly parameters: number;
  readonly responses: unknown;
}

/** The API answered what its reference does not say. */
export class UndescribedAnswer extends Error {}

/** What answers have that the API reference does not say: a status, a field, an error code. */
export class DescribedApi {
  private readonly document: Pick<OpenApiDocument, 'paths' | 'components'>;
  private readonly values: DescribedValues;
  /** By method and number of steps in the path; what is written out before what has parameters: /orders/quote before /orders/{order}. */
  private readonly operations: ReadonlyMap<string, readonly DescribedOperation[]>;

  constructor(document: Pick<OpenApiDocument, 'paths' | 'components'>) {
    this.document = document;
    this.values = new DescribedValues(document);
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        group: groupOf(method.toUpperCase(), path),
        path: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
        parameters: path.split('{').length,
        responses,
      })),
    );
    all.sort((one, other) => one.parameters - other.parameters);
    this.operations = Map.groupBy(all, ({ group }) => group);
  }

  /** The committed reference of this repository. */
  static committed(): DescribedApi {
    const text = readFileSync(new URL('../../../docs/api/openapi.json', import.meta.url), 'utf8');
    const document: OpenApiDocument = JSON.parse(text);
    return new DescribedApi(document);
  }

  /** Throws {@link UndescribedAnswer}, which says all that is not described, with the body. */
  hold(answered: AnsweredCall): void {
    const faults = this.faultsOf(answered);
    if (faults.length === 0) return;
    const shown = JSON.stringify(answered.body)?.slice(0, 2_000);
    throw new UndescribedAnswer(`docs/api/openapi.json does not say so: ${faults.join('; ')}\n${shown}`);
  }

  /** One sentence for each thing that is not described; none for calls that are no part of the API, and for refusals of calls that nobody offers. */
  faultsOf({ method, path, status, contentType, body }: AnsweredCall): readonly string[] {
    const plain = versioned(path.split('?')[0] ?? path);
    const call = `${method} ${plain} answered ${status}`;
    const responses = this.responsesOf(method === 'HEAD' ? 'GET' : method, plain);
    if (responses === undefined)
      return plain.startsWith('/api/') && method !== 'OPTIONS' && status < 400
        ? [`${call}, and no such operation is described`]
        : [];
    const code = String(at(body, 'error', 'code'));
    if (status >= 400 && aboutTheRequestItself.has(code)) return [];
    const answer = this.resolved(at(responses, String(status)));
    if (!answer) return [`${call}, which is not described`];
    const contents = at(answer, 'content');
    if (contents === undefined) return body === undefined ? [] : [`${call} with a body, which is not described`];
    if (method === 'HEAD') return [];
    const content = at(contents, (contentType ?? '').split(';')[0] ?? '');
    if (!content) return [`${call} as ${contentType ?? 'nothing'}, which is not described`];
    if (!contentType?.includes('json')) return [];
    if (status >= 400 && !at(content, 'examples', code)) return [`${call} ${code}, which is not described`];
    const place = this.values.wrongPlace(at(content, 'schema'), body);
    return place === undefined ? [] : [`${call} with "${place}" other than it is described`];
  }

  private responsesOf(method: string, path: string): unknown {
    return this.operations.get(groupOf(method, path))?.find((one) => one.path.test(path))?.responses;
  }

  private resolved(node: unknown): unknown {
    const reference = at(node, '$ref');
    return typeof reference === 'string' ? at(this.document, ...reference.slice(2).split('/')) : node;
  }
}

let committed: DescribedApi | undefined;

/** Holds an answer to the committed reference, which is read once, when the first answer comes. Throws {@link UndescribedAnswer}. */
export function holdToReference(answered: AnsweredCall): void {
  (committed ??= DescribedApi.committed()).hold(answered);
}

/** `/api/...` means v1. */
function versioned(path: string): string {
  return path.replace(/^\/api\/(?!v\d+(\/|$))/, '/api/v1/');
}

function groupOf(method: string, path: string): string {
  return `${method} ${path.split('/').length}`;
}

function at(node: unknown, ...steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined,
    node,
  );
}
