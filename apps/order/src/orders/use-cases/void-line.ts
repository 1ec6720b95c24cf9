import { Injectable } from '@nestjs/common';
import { InjectStore, Store, type Principal } from '@chowk/kit';
import type { Order } from '../domain/order.js';
import { bringAlong, Ticket } from '../../kitchen/domain/ticket.js';
import { ChangeLine, type LineInHand } from './change-line.js';
import { EndOrder } from './end-order.js';

/** Takes a dish off: it is not owed, its station stops. With the last one the order itself is called off. */
@Injectable()
export class VoidLine {
  constructor(
    private readonly changeLine: ChangeLine,
    private readonly endOrder: EndOrder,
    @InjectStore(Ticket) private readonly tickets: Store<Ticket>,
  ) {}

  /** The order; a line voided before is left as it is. Throws as {@link ChangeLine} does. */
  run(reference: string, lineId: string, reason: string, who: Principal): Promise<Order> {
    return this.changeLine.run({ reference, lineId, reason, kind: 'VOIDED', who }, async (inHand) => {
      const { order, bill, line, isPrepared, act } = inHand;
      order.voidLine(line, isPrepared, act);
      if (order.lines.every(({ status }) => status === 'VOIDED')) {
        order.cancelEmptied(act);
        return this.endOrder.run({ order, bill }, { ...act, reason: 'ORDER_CANCELLED' });
      }
      await this.strikeOff(inHand);
      await this.changeLine.bill(inHand);
    });
  }

  private async strikeOff({ order, line, tickets, ticket, act }: LineInHand): Promise<void> {
    if (!ticket) return;
    let slip: Ticket | null = null;
    const changed = await this.tickets.change(ticket.id, (own) => {
      slip = own.strikeOff(line.lineId, act.at, act.by);
    });
    if (slip !== null) await this.tickets.add(slip);
    const others = tickets.filter(({ id }) => id !== ticket.id);
    bringAlong(order, [...others, changed], act.at, act.by);
  }
}
