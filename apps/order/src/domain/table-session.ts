import { TableSessionClosed, TableSessionEnded, TableSessionOpened } from '@chowk/contracts';
import { Aggregate, newId, refuse } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import type { Table } from './table.js';

export interface OpenedBy {
  readonly businessDate: string;
  readonly covers: number | null;
  readonly by: string;
}

/** People at a table, from sitting down to leaving; a table has at most one open session. */
@Entity('table_session')
export class TableSession extends Aggregate {
  @Column('uuid') outletId!: string;
  @Column('uuid') tableId!: string;
  @Column('text') tableLabel!: string;
  @Column('text', { nullable: true }) tableArea!: string | null;
  @Column('date') businessDate!: string;
  @Column('text') status!: 'OPEN' | 'CLOSED';
  /** The bill its next order goes to; another one once this one is closed. */
  @Column('uuid') billId!: string;
  /** Customers who scanned the code: each sees the orders of all. */
  @Column('jsonb') members: string[] = [];
  @Column('integer', { nullable: true }) covers!: number | null;
  @Column('text') openedBy!: string;
  @Column('timestamptz', { nullable: true }) closedAt: Date | null = null;

  /** People sit down. */
  static open(table: Table, { businessDate, covers, by }: OpenedBy): TableSession {
    const session = new TableSession();
    const { id: tableId, outletId, label: tableLabel, area: tableArea } = table;
    Object.assign(session, { id: newId(), tableId, outletId, tableLabel, tableArea, businessDate, covers });
    session.status = 'OPEN';
    session.openedBy = by;
    session.billId = newId();
    session.record(TableSessionOpened, session.#seating());
    return session;
  }

  /** Somebody joins the table; who is there already stays there. Throws TABLE_SESSION_CLOSED. */
  join(customerId: string): void {
    if (this.status === 'CLOSED') throw refuse(TableSessionEnded);
    if (!this.members.includes(customerId)) this.members = [...this.members, customerId];
  }

  /** Its bill takes no more orders: the next ones go to another bill. */
  goOnWith(billId: string): void {
    this.billId = billId;
  }

  /** The table is free again; closing it twice changes nothing. */
  close(at: Date): void {
    if (this.status === 'CLOSED') return;
    this.status = 'CLOSED';
    this.closedAt = at;
    this.record(TableSessionClosed, this.#seating());
  }

  #seating() {
    const { id: tableSessionId, tableId, tableLabel, outletId, businessDate } = this;
    return { tableSessionId, tableId, tableLabel, outletId, businessDate };
  }
}
