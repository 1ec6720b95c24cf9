import { Injectable } from '@nestjs/common';
import { ValidationFailed, type ChangeBillBody } from '@chowk/contracts';
import { currentTenantId, refuse, TenantDirectory } from '@chowk/kit';
import type { Bill } from '../domain/bill.js';
import { isGstin } from '../domain/gstin.js';
import { AlterBill, type Alteration } from './alter-bill.js';

/** What people may change of what they owe: the service charge they agree to, and who the invoice is made out to. */
@Injectable()
export class ChangeBill {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly alterBill: AlterBill,
  ) {}

  /**
   * The changed bill. Throws VALIDATION_FAILED (INVALID_GSTIN; NOT_OFFERED where no service charge is taken), BILL_CLOSED, and
   * what {@link AlterBill} throws.
   */
  async run(alteration: Alteration, { serviceCharge, buyer }: ChangeBillBody): Promise<Bill> {
    if (buyer && !isGstin(buyer.gstin))
      throw refuse(ValidationFailed, [
        { path: 'buyer.gstin', code: 'INVALID_GSTIN', message: 'is no GSTIN: its shape or check digit is wrong' },
      ]);
    const tenant = await this.tenants.find(currentTenantId());
    const offered = tenant?.settings.serviceCharge ?? null;
    return this.alterBill.run(alteration, (bill) => {
      if (serviceCharge === true && offered === null)
        throw refuse(ValidationFailed, [
          { path: 'serviceCharge', code: 'NOT_OFFERED', message: 'is not taken by this business' },
        ]);
      // The buyer first: without the charge the bill may be paid, and is settled then.
      if (buyer !== undefined) bill.makeOutTo(buyer);
      if (serviceCharge !== undefined) bill.agreeTo(serviceCharge ? offered : null);
    });
  }
}
