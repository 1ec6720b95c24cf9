import type { Fulfilment, OrderStatus } from '@chowk/contracts';
import { currentTenantId, Database, joinSql, prepared, sql, type Sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import type { Channel, PaymentStatus } from '../domain/order.js';
import type { ReaderScope } from '../use-cases/reader-scope.js';

/** What orders can be listed by; an order must fit all that is named. */
export interface OrderFilters {
  /** Any of these; so are the next three. */
  readonly status?: readonly OrderStatus[] | undefined;
  readonly paymentStatus?: readonly PaymentStatus[] | undefined;
  readonly fulfilment?: readonly Fulfilment[] | undefined;
  readonly channel?: readonly Channel[] | undefined;
  readonly outlet?: string | undefined;
  readonly table?: string | undefined;
  readonly session?: string | undefined;
  readonly customer?: string | undefined;
  readonly number?: string | undefined;
  readonly date?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Which of the orders that fit. */
export interface OrderWindow {
  readonly isAscending: boolean;
  /** The last id of the page before. */
  readonly passed: string | undefined;
  readonly limit: number;
}

/** An order as it is at one moment: a version never changes. */
export interface OrderKey {
  readonly id: string;
  readonly version: number;
}

/** Finds out which orders belong on a list, without reading them. */
@Injectable()
export class OrderList {
  constructor(private readonly database: Database) {}

  /** Keys of the orders that fit the filters and any of the scopes, in the order of their ids, which grow with time. */
  async keys(filters: OrderFilters, scopes: readonly ReaderScope[], window: OrderWindow): Promise<readonly OrderKey[]> {
    const { isAscending, passed, limit } = window;
    const beyond = passed === undefined ? [] : [isAscending ? sql`id > ${passed}` : sql`id < ${passed}`];
    const where = conditionsOf(filters, scopes, beyond);
    const statement = isAscending
      ? sql`select id, version from orders where ${where} order by id limit ${limit}`
      : sql`select id, version from orders where ${where} order by id desc limit ${limit}`;
    return this.database.query<OrderKey>(isCommon(filters) ? prepared(statement) : statement);
  }

  /** How many fit the filters and any of the scopes. */
  async count(filters: OrderFilters, scopes: readonly ReaderScope[]): Promise<number> {
    const where = conditionsOf(filters, scopes, []);
    const [row] = await this.database.query<{ n: number }>(sql`select count(*)::int as n from orders where ${where}`);
    return row?.n ?? 0;
  }
}

/** Few texts, asked all the time: PostgreSQL keeps a plan of each. */
function isCommon(filters: OrderFilters): boolean {
  const named = Object.entries(filters).filter(([, value]) => value !== undefined);
  return named.every(([name]) => name === 'status' || name === 'outlet');
}

function conditionsOf(filters: OrderFilters, scopes: readonly ReaderScope[], more: readonly Sql[]): Sql {
  const { status, paymentStatus, fulfilment, channel, outlet, table, session, customer } = filters;
  const { number, date, from, to } = filters;
  const conditions = [
    sql`tenant_id = ${currentTenantId()}`,
    sql`(${joinSql(scopes.map(scopeCondition), ' or ')})`,
    ...(status === undefined ? [] : [sql`status = any(${[...status]})`]),
    ...(paymentStatus === undefined ? [] : [sql`payment_status = any(${[...paymentStatus]})`]),
    ...(fulfilment === undefined ? [] : [sql`fulfilment = any(${[...fulfilment]})`]),
    ...(channel === undefined ? [] : [sql`channel = any(${[...channel]})`]),
    ...(outlet === undefined ? [] : [sql`outlet_id = ${outlet}`]),
    ...(table === undefined ? [] : [sql`table_id = ${table}`]),
    ...(session === undefined ? [] : [sql`table_session_id = ${session}`]),
    ...(customer === undefined ? [] : [sql`customer_id = ${customer}`]),
    ...(number === undefined ? [] : [sql`order_number = ${number}`]),
    ...(date === undefined ? [] : [sql`business_date = ${date}`]),
    ...(from === undefined ? [] : [sql`business_date >= ${from}`]),
    ...(to === undefined ? [] : [sql`business_date <= ${to}`]),
    ...more,
  ];
  return joinSql(conditions, ' and ');
}

function scopeCondition({ outlets, customerId, tables }: ReaderScope): Sql {
  const limits = [
    ...(outlets === undefined ? [] : [sql`outlet_id = any(${[...outlets]})`]),
    ...(customerId === undefined ? [] : [sql`customer_id = ${customerId}`]),
    ...(tables === undefined ? [] : [sql`table_session_id = any(${[...tables]})`]),
  ];
  return limits.length === 0 ? sql`true` : joinSql(limits, ' and ');
}
