import { Injectable } from '@nestjs/common';
import { AuthTokenExpired, AuthTokenInvalid, PermissionDenied, UnknownReference } from '@chowk/contracts';
import {
  AccessTokens,
  Database,
  DomainError,
  InjectStore,
  refuse,
  Store,
  unknownReference,
  type Principal,
} from '@chowk/kit';
import { Order } from '../../orders/domain/order.js';
import { TableSession } from '../domain/table-session.js';
import { BillBook } from '../../bills/use-cases/bill-book.js';
import { FindTableSessions } from './find-table-sessions.js';

const worthless: readonly string[] = [AuthTokenExpired.code, AuthTokenInvalid.code];

/** A guest of a table signs in: what they ordered so far, and the bill if nobody has it yet, becomes theirs. */
@Injectable()
export class AttachCustomer {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly book: BillBook,
    private readonly findSessions: FindTableSessions,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
    @InjectStore(Order) private readonly orders: Store<Order>,
  ) {}

  /**
   * The session, of which the caller is a member now; saying it twice changes nothing. Later orders of the guest are the
   * customer's too. Throws PERMISSION_DENIED for who is no customer, NotFound, UNKNOWN_REFERENCE for a token that names no guest of
   * this session, TABLE_SESSION_CLOSED.
   */
  async run(sessionId: string, guestToken: string, who: Principal): Promise<TableSession> {
    if (who.kind !== 'customer') throw refuse(PermissionDenied, { anyOf: ['table-session:own'] });
    const guest = await this.guestOf(guestToken, who);
    if (guest.tableSessionId !== sessionId) {
      await this.findSessions.one(sessionId, who);
      throw refuse(UnknownReference, [unknownReference('guestToken')]);
    }
    const guestId = guest.id;
    const ordered = await this.orders.findBy({ tableSessionId: sessionId, guestId }, { order: { id: 'ASC' } });
    const billIds = [...new Set(ordered.map(({ billId }) => billId))].sort();
    return this.database.transaction(async () => {
      // Bills, orders, session: the order in which everybody locks them.
      for (const billId of billIds)
        await this.handOver(
          billId,
          ordered.filter((order) => order.billId === billId),
          who.id,
        );
      return this.sessions.change(sessionId, (session) => session.recognise(guestId, who.id));
    });
  }

  private async guestOf(guestToken: string, who: Principal): Promise<Principal> {
    try {
      const guest = await this.tokens.verify(guestToken);
      if (guest.kind === 'guest' && guest.tenantId === who.tenantId) return guest;
    } catch (error) {
      if (!(error instanceof DomainError) || !worthless.includes(error.code)) throw error;
    }
    throw refuse(UnknownReference, [unknownReference('guestToken')]);
  }

  private async handOver(billId: string, ordered: readonly Order[], customerId: string): Promise<void> {
    const held = await this.book.holdBill(billId);
    for (const { id } of ordered) {
      const order = await this.orders.lock(id);
      order.customerId ??= customerId;
      await this.orders.save(order);
    }
    if (!held) return;
    held.bill.belongTo(customerId);
    await this.book.save(held.bill);
  }
}
