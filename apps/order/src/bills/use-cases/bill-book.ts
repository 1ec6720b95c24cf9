import { Injectable } from '@nestjs/common';
import { NotFound } from '@chowk/contracts';
import { Clock, currentTenantId, Database, InjectStore, newId, prepared, refuse, sql, Store } from '@chowk/kit';
import { OpeningBook, openingColumns, type OpeningRow } from '../../days/database/opening-book.js';
import { TaxDocumentBook } from '../database/tax-document-book.js';
import type { BillTerms } from '../domain/bill-terms.js';
import { Bill } from '../domain/bill.js';
import { Order } from '../../orders/domain/order.js';
import { TableSession } from '../../tables/domain/table-session.js';

/** An order and its bill, both locked; the bill is null while nothing was ever asked for the order. */
export interface Held {
  readonly order: Order;
  readonly bill: Bill | null;
  /** What its bill is opened with; only of orders that may still have to open one. */
  readonly terms?: BillTerms | undefined;
}

interface Locked extends OpeningRow {
  readonly billId: string;
}

/** How often an order may change its bill between looking and locking before we give up; in practice it does so once. */
const attempts = 5;

/**
 * Bills and the orders on them, locked in one order everywhere (bill, then orders by id), so that a payment, a cancellation
 * and a kitchen's step never wait for each other in a circle. A bill is locked by its id, since it may not be there yet:
 * two orders of one table must not both make it. All of it inside the open transaction.
 */
@Injectable()
export class BillBook {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly openings: OpeningBook,
    private readonly documents: TaxDocumentBook,
    @InjectStore(Order) private readonly orders: Store<Order>,
    @InjectStore(Bill) private readonly bills: Store<Bill>,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** Locks an order with its bill. Throws NotFound when there is no such order. */
  async hold(orderId: string): Promise<Held> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const [locked, order] = await Promise.all([this.lockBillOf(orderId), this.orders.lock(orderId)]);
      if (order.billId !== locked.billId) continue;
      const terms = locked.outlet === null ? undefined : await this.openings.termsOf(locked);
      // Nobody else shares the bill of an order without a table, and it is made when the order is first no longer PLACED.
      const isBillToCome = order.status === 'PLACED' && order.tableSessionId === null && !order.isRevived;
      return { order, bill: isBillToCome ? null : await this.find(locked.billId), terms };
    }
    throw new Error(`Order ${orderId} changes its bill too often`);
  }

  /** Locks a bill and the orders on it, or answers null when there is no such bill. */
  async holdBill(billId: string): Promise<{ bill: Bill; orders: Order[] } | null> {
    await this.lock(billId);
    const bill = await this.find(billId);
    if (!bill) return null;
    const orderIds = bill.orders.map((order) => order.orderId).sort();
    return { bill, orders: await Promise.all(orderIds.map((orderId) => this.orders.lock(orderId))) };
  }

  /**
   * The bill that is to ask for the order: the one chosen when it was placed, or, once that takes no more orders, the next one
   * of its table session. Sets the order's `billId`.
   */
  async billFor({ order, bill, terms }: Held): Promise<Bill> {
    let current = bill;
    while (current?.isClosed) {
      order.billId = await this.nextBillId(order, current);
      await this.lock(order.billId);
      current = await this.find(order.billId);
    }
    if (current) return current;
    const { billId: id, outletId, businessDate, customerId, tableSessionId, tableLabel } = order;
    const opened = { id, outletId, businessDate, customerId, tableSessionId, tableLabel };
    return Bill.open({ ...opened, terms: terms ?? (await this.openings.terms(order.id)) });
  }

  /**
   * Stores a bill with the documents it wants, in one statement each: a settled bill gets its invoice, a refund its credit note. Once it
   * takes no more orders, its table session goes on with another one.
   */
  async save(bill: Bill): Promise<void> {
    const at = this.clock.now();
    for (const wanted of bill.wantedDocuments())
      bill.documented(wanted, await this.documents.write(bill, wanted, at), at);
    bill.seal();
    await this.bills.save(bill);
    if (!bill.isClosed || bill.tableSessionId === null) return;
    await this.sessions.change(bill.tableSessionId, (session) => {
      if (session.billId === bill.id) session.goOnWith(newId());
    });
  }

  private async nextBillId(order: Order, closed: Bill): Promise<string> {
    const session = order.tableSessionId === null ? null : await this.sessions.find(order.tableSessionId);
    return session && session.billId !== closed.id ? session.billId : newId();
  }

  /** What a bill is priced by; one from before bills had terms gets those of today. */
  async termsOf({ id, terms, orders }: Bill): Promise<BillTerms> {
    if (terms) return terms;
    const [first] = orders;
    if (!first) throw new Error(`Bill ${id} has no order`);
    return this.openings.terms(first.orderId);
  }

  private async find(billId: string): Promise<Bill | null> {
    const bill = await this.bills.find(billId);
    if (bill) bill.terms ??= await this.termsOf(bill);
    return bill;
  }

  private async lockBillOf(orderId: string): Promise<Locked> {
    const tenantId = currentTenantId();
    const [row] = await this.database.query<Locked>(
      prepared(sql`
        select o.bill_id as "billId", pg_advisory_xact_lock(hashtextextended('bill ' || o.bill_id::text, 0)), 
          ${openingColumns(sql`o.status = 'PLACED'`)}
        from orders o where o.tenant_id = ${tenantId} and o.id = ${orderId}`),
    );
    if (!row) throw refuse(NotFound);
    return row;
  }

  /** What is asked after it waits for the lock behind it, on the connection. */
  private lock(billId: string): Promise<void> {
    return this.database.write(
      prepared(sql`select pg_advisory_xact_lock(hashtextextended('bill ' || ${billId}::text, 0))`),
    );
  }
}
