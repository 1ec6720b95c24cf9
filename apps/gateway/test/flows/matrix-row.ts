import type { Role } from '@chowk/contracts';

/** Who calls, in the order of the columns; all but the alien and the operator are of one restaurant and its outlet in Indiranagar. */
export const identities = [
  'none',
  /** Owner of another business. */
  'alien',
  /** A customer who sits at the table. */
  'customer',
  'stranger',
  /** A guest without a number, who sits at the table. */
  'guest',
  /** A guest of another table. */
  'outsider',
  'owner',
  'manager',
  'cashier',
  'waiter',
  'kitchen',
  /** Manager of the outlet in Koramangala. */
  'neighbour',
  /** A tablet paired with the outlet. */
  'device',
  /** Administrator of the platform. */
  'operator',
] as const;
export type Identity = (typeof identities)[number];

export const rolesOf: Readonly<Record<Identity, readonly Role[]>> = {
  none: [],
  alien: ['OWNER'],
  customer: ['CUSTOMER'],
  stranger: ['CUSTOMER'],
  guest: ['GUEST'],
  outsider: ['GUEST'],
  owner: ['OWNER'],
  manager: ['MANAGER'],
  cashier: ['CASHIER'],
  waiter: ['WAITER'],
  kitchen: ['KITCHEN'],
  neighbour: ['MANAGER'],
  device: ['DEVICE'],
  operator: ['PLATFORM_ADMIN'],
};

/** What there is to be had at the outlet: the ids of a dinner that is eaten and paid, and of what it was made from. */
export interface Things {
  readonly tenant: string;
  readonly outlet: string;
  readonly item: string;
  readonly category: string;
  readonly modifierGroup: string;
  readonly stockItem: string;
  readonly stockSku: string;
  readonly recipe: string;
  readonly rule: string;
  readonly coupon: string;
  readonly table: string;
  readonly tableCode: string;
  readonly tableSession: string;
  readonly closedSession: string;
  readonly tableRequest: string;
  readonly otherTableCode: string;
  readonly order: string;
  readonly line: string;
  readonly bill: string;
  readonly refund: string;
  readonly payment: string;
  readonly ticket: string;
  readonly drawer: string;
  readonly ownerStaff: string;
  readonly waiterStaff: string;
  readonly customer: string;
  readonly waiterSession: string;
  readonly device: string;
  readonly businessDate: string;
}
export type ThingName = keyof Things;

/** Things of which every call that may have one gets one of its own, since it is gone afterwards. */
export type FreshName = 'item' | 'category' | 'modifierGroup' | 'rule' | 'coupon' | 'table' | 'device';

type FromThings = (things: Things) => Readonly<Record<string, unknown>>;

export interface RowOptions {
  /** What stands for the parameters of the path. */
  readonly at?: Readonly<Record<string, ThingName>>;
  /** The same for what is gone afterwards. */
  readonly fresh?: Readonly<Record<string, FreshName>>;
  readonly query?: (things: Things) => string;
  /** A body that would be taken. */
  readonly body?: FromThings;
  /** Sent instead by those who pass, where the right body would change too much; its answer proves that they passed. */
  readonly probe?: FromThings;
  /** What those are answered who pass; 200 unless said. */
  readonly says?: string;
  /** What the row's own signs stand for. */
  readonly signs?: Readonly<Record<string, string>>;
  /** Ends the sign-in it is called with: called at the very end, on the sign-in of the calls before or on one of its own. */
  readonly ends?: 'this sign-in' | 'all sign-ins';
}

/** One line of the matrix; the cells are one sign for each identity, blanks do not count. */
export type RowLine = readonly [call: string, cells: string, options?: RowOptions];

/** What the signs stand for in every row. */
export const commonSigns: Readonly<Record<string, string>> = {
  '.': '401 AUTH_TOKEN_MISSING',
  x: '403 PERMISSION_DENIED',
  /** Somebody else's thing is like a missing one. */
  '0': '404 NOT_FOUND',
  /** The same inside a body. */
  r: '422 UNKNOWN_REFERENCE',
};

export interface Row {
  readonly method: string;
  /** As in the table of routes, below `/api/v1`. */
  readonly path: string;
  readonly signs: Readonly<Record<Identity, string>>;
  readonly answers: Readonly<Record<Identity, string>>;
  readonly options: RowOptions;
}

/** Reads the lines of one service. Throws for one that has not one sign for each identity, or an unknown sign. */
export function rowsOf(lines: readonly RowLine[]): readonly Row[] {
  return lines.map(([call, cells, options = {}]) => {
    const [method = '', path = ''] = call.split(/ +/);
    const signs = cells.replaceAll(' ', '').split('');
    if (signs.length !== identities.length) throw new Error(`${call} has ${signs.length} cells`);
    const meanings: Readonly<Record<string, string>> = { ...commonSigns, '+': options.says ?? '200', ...options.signs };
    const of = <Value>(value: (sign: string) => Value) =>
      Object.fromEntries(identities.map((identity, index) => [identity, value(signs[index] ?? '')])) as Record<
        Identity,
        Value
      >;
    const answers = of((sign) => {
      const meaning = meanings[sign];
      if (meaning === undefined) throw new Error(`${call} has a cell ${sign}`);
      return meaning;
    });
    return { method, path, signs: of((sign) => sign), answers, options };
  });
}
