import { Controller } from '@nestjs/common';
import { DrawerClosed, DrawerOpened, type Received } from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { DayBook } from '../database/day-book.js';

/** Keeps which drawers are open: a day is not closed over cash nobody has counted. */
@Controller()
@ReadModel('drawers', { tables: ['open_drawer'] })
export class DrawerListener {
  constructor(private readonly days: DayBook) {}

  @On(DrawerOpened)
  opened({ data }: Received<typeof DrawerOpened>): Promise<void> {
    return this.days.drawerOpened(data);
  }

  @On(DrawerClosed)
  closed({ data: { drawerId } }: Received<typeof DrawerClosed>): Promise<void> {
    return this.days.drawerClosed(drawerId);
  }
}
