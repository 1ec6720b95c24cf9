import { readFileSync } from 'node:fs';
import { describedValue, type OpenApiDocument } from '@chowk/kit';

/** An answer, as it arrived. */
export interface AnsweredCall {
  readonly method: string;
  /** With or without its query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: unknown;
}

/** What any call is refused with when it is no proper request: bytes that are no HTTP, bodies where none is read. */
const aboutTheRequestItself = new Set([
  ...['MALFORMED_REQUEST', 'MALFORMED_JSON', 'UNSUPPORTED_MEDIA_TYPE', 'PAYLOAD_TOO_LARGE'],
  ...['METHOD_NOT_ALLOWED', 'REQUEST_TIMEOUT', 'HEADERS_TOO_LARGE'],
]);

type Operation = Readonly<Record<string, unknown>>;

/** What answers have that the API reference does not say: a status, a field, an error code. */
export class DescribedApi {
  private readonly operations: readonly {
    readonly method: string;
    readonly path: RegExp;
    readonly operation: Operation;
  }[];

  constructor(private readonly document: Pick<OpenApiDocument, 'paths' | 'components'>) {
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, written: path, operation })),
    );
    // What is written out wins over a parameter: /orders/quote before /orders/{order}
    all.sort((one, other) => parametersIn(one.written) - parametersIn(other.written));
    this.operations = all.map(({ method, written, operation }) => ({
      method: method.toUpperCase(),
      path: new RegExp(`^${written.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      operation,
    }));
  }

  /** The committed reference of this repository. */
  static committed(): DescribedApi {
    const text = readFileSync(new URL('../../../docs/api/openapi.json', import.meta.url), 'utf8');
    const document: OpenApiDocument = JSON.parse(text);
    return new DescribedApi(document);
  }

  /** One sentence for each thing that is not described; none for calls that are no part of the API. */
  faultsOf({ method, path, status, contentType, body }: AnsweredCall): readonly string[] {
    const plain = path.split('?')[0] ?? path;
    const found = this.operations.find((one) => one.method === method && one.path.test(plain));
    if (!found) return [];
    const call = `${method} ${plain} answered ${status}`;
    const code = String(at(body, 'error', 'code'));
    if (status >= 400 && aboutTheRequestItself.has(code)) return [];
    const answer = this.resolved(at(found.operation, 'responses', String(status)));
    if (!answer) return [`${call}, which is not described`];
    if (body === undefined) return [];
    const content = at(answer, 'content', (contentType ?? '').split(';')[0] ?? '');
    if (!content) return [`${call} as ${contentType ?? 'nothing'}, which is not described`];
    if (status >= 400 && !at(content, 'examples', code)) return [`${call} ${code}, which is not described`];
    const fault = describedValue(this.document, at(content, 'schema'), body);
    return fault === undefined ? [] : [`${call} with "${fault}" other than it is described`];
  }

  private resolved(node: unknown): unknown {
    const reference = at(node, '$ref');
    return typeof reference === 'string' ? at(this.document, ...reference.slice(2).split('/')) : node;
  }
}

function parametersIn(path: string): number {
  return path.split('{').length;
}

function at(node: unknown, ...steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    node,
  );
}
