import { CashReceived, DrawerClosed, DrawerOpened, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Cash and drawers go to managers. */
@Controller()
export class DrawerListener {
  constructor(private readonly tell: TellRooms) {}

  @On(CashReceived)
  received(event: Received<typeof CashReceived>): Promise<void> {
    return this.tell.run(event);
  }

  @On(DrawerOpened)
  opened(event: Received<typeof DrawerOpened>): Promise<void> {
    return this.tell.run(event);
  }

  @On(DrawerClosed)
  closed(event: Received<typeof DrawerClosed>): Promise<void> {
    return this.tell.run(event);
  }
}
