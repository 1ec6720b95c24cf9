import { BillPresented, BillRefunded, BillSettled, BillSplit, DayClosed, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** What is owed goes to those who sat there, to the floor and to managers. */
@Controller()
export class BillListener {
  constructor(private readonly tell: TellRooms) {}

  @On(BillPresented)
  presented(event: Received<typeof BillPresented>): Promise<void> {
    return this.tell.run(event);
  }

  @On(BillSplit)
  split(event: Received<typeof BillSplit>): Promise<void> {
    return this.tell.run(event);
  }

  @On(BillSettled)
  settled(event: Received<typeof BillSettled>): Promise<void> {
    return this.tell.run(event);
  }

  @On(BillRefunded)
  refunded(event: Received<typeof BillRefunded>): Promise<void> {
    return this.tell.run(event);
  }

  @On(DayClosed)
  dayClosed(event: Received<typeof DayClosed>): Promise<void> {
    return this.tell.run(event);
  }
}
