import { Injectable } from '@nestjs/common';
import { Clock, Database, InjectStore, Store, type Principal } from '@chowk/kit';
import { Order } from '../../orders/domain/order.js';
import { TableSession } from '../domain/table-session.js';
import { FindTableSessions } from './find-table-sessions.js';

/** What an order does once staff approved it, in its own transaction. */
type NextStep = (orderId: string) => Promise<void>;

/**
 * Staff see the people at a table, where the business wants that before their first order goes on. The session is approved first and its
 * waiting orders go on after it, each by itself: an order that is stored meanwhile looks whether it was approved (`answerIfApproved`), so
 * that one of the two finds the other, and repeating a call that died lets the rest go on.
 */
@Injectable()
export class Approvals {
  private nextStep: NextStep | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly findSessions: FindTableSessions,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /** Says how an approved order goes on; told once by the saga. */
  goOnBy(nextStep: NextStep): void {
    this.nextStep = nextStep;
  }

  /** Approves a session and lets its waiting orders go on. Throws NotFound, TABLE_SESSION_CLOSED, VERSION_CONFLICT. */
  async run(id: string, who: Principal, expectedVersion?: number): Promise<TableSession> {
    await this.findSessions.one(id, who);
    const by = `${who.kind}:${who.id}`;
    const session = await this.sessions.change(id, (locked) => locked.approve(by, this.clock.now()), {
      expectedVersion,
    });
    const placed = await this.orders.findBy({ tableSessionId: id, status: 'PLACED' }, { order: { id: 'ASC' } });
    for (const order of placed) if (order.awaits.includes('staff')) await this.answer(order.id);
    return session;
  }

  /** For an order that was just stored and waits for staff: the approval may have come while it was on its way. */
  async answerIfApproved(order: Order): Promise<void> {
    if (!order.awaits.includes('staff') || order.tableSessionId === null) return;
    const session = await this.sessions.get(order.tableSessionId);
    if (session.approvedAt !== null) await this.answer(order.id);
  }

  private async answer(orderId: string): Promise<void> {
    const { nextStep } = this;
    if (!nextStep) throw new Error('The saga has not said how approved orders go on');
    await this.database.transaction(() => nextStep(orderId));
  }
}
