import { StockBack, StockLow, StockOut, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** What runs out, and what is there again, goes to the floor and to managers. */
@Controller()
export class StockListener {
  constructor(private readonly tell: TellRooms) {}

  @On(StockLow)
  low(event: Received<typeof StockLow>): Promise<void> {
    return this.tell.run(event);
  }

  @On(StockOut)
  out(event: Received<typeof StockOut>): Promise<void> {
    return this.tell.run(event);
  }

  @On(StockBack)
  back(event: Received<typeof StockBack>): Promise<void> {
    return this.tell.run(event);
  }
}
