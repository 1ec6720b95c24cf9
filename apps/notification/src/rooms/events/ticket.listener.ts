import {
  TicketChanged,
  TicketCollected,
  TicketQueued,
  TicketReady,
  TicketRecalled,
  TicketStarted,
  TicketVoided,
  type Received,
} from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Tickets go to the kitchen's screens; `room-routes.ts` says which. */
@Controller()
export class TicketListener {
  constructor(private readonly tell: TellRooms) {}

  @On(TicketQueued)
  queued(event: Received<typeof TicketQueued>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TicketStarted)
  started(event: Received<typeof TicketStarted>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TicketChanged)
  changed(event: Received<typeof TicketChanged>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TicketReady)
  ready(event: Received<typeof TicketReady>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TicketCollected)
  collected(event: Received<typeof TicketCollected>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TicketRecalled)
  recalled(event: Received<typeof TicketRecalled>): Promise<void> {
    return this.tell.run(event);
  }

  @On(TicketVoided)
  voided(event: Received<typeof TicketVoided>): Promise<void> {
    return this.tell.run(event);
  }
}
