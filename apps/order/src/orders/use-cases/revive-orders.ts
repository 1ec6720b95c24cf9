import { Injectable } from '@nestjs/common';
import { Clock, currentTenantId, InjectStore, Store, TenantDirectory } from '@chowk/kit';
import { PriceList } from '../../database/price-list.js';
import type { Bill } from '../../bills/domain/bill.js';
import type { Order } from '../domain/order.js';
import { TableSession } from '../../tables/domain/table-session.js';
import { unpaidMinutesOf } from '../domain/unpaid-minutes.js';

/** What happens to orders that had expired when money for them arrives. */
@Injectable()
export class ReviveOrders {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly priceList: PriceList,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /**
   * Lets the bill ask for them again and has them checked like new ones, if the tenant wants it so, the people are still at the
   * table, the bill is not settled and the books of the day are open; otherwise nothing changes, and the bill asks the money back.
   * The held bill and orders are stored by the caller, which lets the bill take the money afterwards.
   */
  async run(
    { bill, orders }: { bill: Bill; orders: readonly Order[] },
    { paymentId, orderIds }: { paymentId: string; orderIds: readonly string[] },
  ): Promise<void> {
    const expired = orders.filter(({ id, status }) => status === 'EXPIRED' && orderIds.includes(id));
    if (expired.length === 0 || bill.payments.some((payment) => payment.paymentId === paymentId)) return;
    const tenant = await this.tenants.find(currentTenantId());
    if (tenant?.settings.latePayment !== 'REVIVE_IF_STOCK' || !bill.takesBack) return;
    if (bill.tableSessionId !== null && (await this.sessions.lock(bill.tableSessionId)).status === 'CLOSED') return;
    for (const order of expired) {
      if (await this.priceList.isDayClosed(order.outletId, order.businessDate)) continue;
      order.revive(this.clock.now(), unpaidMinutesOf(tenant));
      bill.readopt(order);
    }
  }
}
