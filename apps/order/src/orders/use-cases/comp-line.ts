import { Injectable } from '@nestjs/common';
import { LineIsVoid } from '@chowk/contracts';
import { refuse, type Principal } from '@chowk/kit';
import type { Order } from '../domain/order.js';
import { ChangeLine } from './change-line.js';

/** Gives a dish free: it is made and served, and costs nothing. */
@Injectable()
export class CompLine {
  constructor(private readonly changeLine: ChangeLine) {}

  /** The order; a line given free before is left as it is. Throws as {@link ChangeLine} does, and LINE_IS_VOID. */
  run(reference: string, lineId: string, reason: string, who: Principal): Promise<Order> {
    return this.changeLine.run({ reference, lineId, reason, kind: 'COMPED', who }, async (inHand) => {
      const { order, line, act } = inHand;
      if (line.status === 'VOIDED') throw refuse(LineIsVoid, { lineId });
      order.compLine(line, act);
      await this.changeLine.bill(inHand);
    });
  }
}
