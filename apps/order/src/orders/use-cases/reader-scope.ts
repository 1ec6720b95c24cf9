import { And, In, type FindOperator } from 'typeorm';

/** What a reader may see: things of these outlets, of this customer or of these table sessions; what is left out does not limit. */
export interface ReaderScope {
  readonly outlets?: readonly string[];
  readonly customerId?: string;
  readonly tables?: readonly string[];
}

/** What the reader asks for by the same columns. */
export interface AskedFor {
  readonly outletId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly tableSessionId?: string | undefined;
}

type Columns = Partial<Record<keyof AskedFor, FindOperator<string>>>;

/** Conditions under which both hold: the reader may see it and asked for it. */
export function withinScope({ outlets, customerId, tables }: ReaderScope, asked: AskedFor): Columns {
  return {
    ...column('outletId', outlets, asked.outletId),
    ...column('customerId', customerId === undefined ? undefined : [customerId], asked.customerId),
    ...column('tableSessionId', tables, asked.tableSessionId),
  };
}

function column(name: keyof AskedFor, allowed: readonly string[] | undefined, asked: string | undefined): Columns {
  if (allowed === undefined) return asked === undefined ? {} : { [name]: In([asked]) };
  return { [name]: asked === undefined ? In([...allowed]) : And(In([...allowed]), In([asked])) };
}
