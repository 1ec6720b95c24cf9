import { createHash } from 'node:crypto';

/** One statement with its values; a name makes it a prepared statement of the connection. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string;
}

class Statement implements Sql {
  constructor(
    readonly text: string,
    readonly values: readonly unknown[],
  ) {}
}

/**
 * Tags a statement: every `${value}` becomes a parameter, a nested `sql` is spliced in with its own parameters.
 * Nothing is ever quoted into the text, so no value can be injected.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const collected: unknown[] = [];
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += value instanceof Statement ? splice(value, collected) : `$${collected.push(value)}`;
    text += strings[index + 1] ?? '';
  });
  return new Statement(text, collected);
}

/** Statements joined by a separator, for lists of conditions or rows; to be nested in another `sql`. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  const collected: unknown[] = [];
  const text = pieces.map((piece) => splice(piece, collected)).join(separator);
  return new Statement(text, collected);
}

/** The same statement as a prepared one: parsed and planned once per connection. Only for statements of fixed text. */
export function prepared(statement: Sql): Sql {
  return { text: statement.text, values: statement.values, name: statementName(statement.text) };
}

const names = new Map<string, string>();

/** A name that stands for exactly this text; PostgreSQL cuts names after 63 bytes. */
export function statementName(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = `k_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    names.set(text, name);
  }
  return name;
}

function splice(piece: Sql, collected: unknown[]): string {
  const before = collected.length;
  collected.push(...piece.values);
  return piece.text.replace(/\$(\d+)/g, (_, position: string) => `$${before + Number(position)}`);
}
