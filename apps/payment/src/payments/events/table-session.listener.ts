import { Controller } from '@nestjs/common';
import { TableSessionJoined, type Received } from '@chowk/contracts';
import { On, ReadModel } from '@chowk/kit';
import { Bills } from '../database/bills.js';

/** Who sits at a table: a customer there may pay its bill, whoever ordered. */
@Controller()
@ReadModel('diners', { tables: ['diner'] })
export class TableSessionListener {
  constructor(private readonly bills: Bills) {}

  @On(TableSessionJoined)
  async joined({ data }: Received<typeof TableSessionJoined>): Promise<void> {
    if (data.customerId !== null) await this.bills.seat(data.tableSessionId, data.customerId);
  }
}
