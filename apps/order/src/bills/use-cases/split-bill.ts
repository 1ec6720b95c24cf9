import { Injectable } from '@nestjs/common';
import { OutOfRange, UnknownReference, ValidationFailed, type Fault, type SplitBillBody } from '@chowk/contracts';
import { refuse, unknownReference } from '@chowk/kit';
import { exactSum } from '@chowk/pricing';
import { kept } from '../domain/bill-money.js';
import { sharesByAmount, sharesByWeight, sizesByLines, sizesByPerson, type BillShare } from '../domain/bill-shares.js';
import type { Bill } from '../domain/bill.js';
import { AlterBill, type Alteration } from './alter-bill.js';

/** Divides a bill into shares that are paid by themselves. */
@Injectable()
export class SplitBill {
  constructor(private readonly alterBill: AlterBill) {}

  /**
   * The divided bill. Throws BILL_BEING_PAID once a share has money, BILL_CLOSED, UNKNOWN_REFERENCE for lines that are not on it,
   * OUT_OF_RANGE for amounts above what is due, VALIDATION_FAILED, and what {@link AlterBill} throws.
   */
  run(alteration: Alteration, body: SplitBillBody): Promise<Bill> {
    return this.alterBill.run(alteration, (bill) => {
      bill.refuseSplit();
      if (bill.due === 0)
        throw refuse(OutOfRange, [{ path: 'by', code: 'OUT_OF_RANGE', message: 'nothing is due to be divided' }]);
      bill.split(body.by, sharesOf(bill, body));
    });
  }
}

function sharesOf(bill: Bill, body: SplitBillBody): BillShare[] {
  const { total, lines } = bill;
  const before = kept(bill.payments);
  switch (body.by) {
    case 'EQUALLY': {
      const parts = Array.from({ length: body.parts }, (_, index) => ({
        label: `${index + 1} of ${body.parts}`,
        size: 1,
      }));
      return sharesByWeight(total, before, parts);
    }
    case 'PERSON': {
      const people = sizesByPerson(lines);
      if (people.length === 0)
        throw refuse(ValidationFailed, [{ path: 'by', code: 'NOT_ALLOWED', message: 'nobody is known on this bill' }]);
      return sharesByWeight(total, before, people);
    }
    case 'LINES': {
      refuseStrangeLines(bill, body.shares);
      return sharesByWeight(total, before, sizesByLines(lines, body.shares));
    }
    case 'AMOUNT': {
      const wanted = body.shares.map(({ label, amount }) => ({ label, size: amount }));
      if (exactSum(wanted.map(({ size }) => size)) > bill.due)
        throw refuse(OutOfRange, [
          { path: 'shares', code: 'OUT_OF_RANGE', message: `must be at most ${bill.due} together, what is due` },
        ]);
      return sharesByAmount(total, before, wanted);
    }
  }
}

/** Every line is on the bill, and in one share only. */
function refuseStrangeLines({ lines }: Bill, shares: readonly { readonly lineIds: readonly string[] }[]): void {
  const known = new Set(lines.map(({ lineId }) => lineId));
  const seen = new Set<string>();
  const unknown: Fault[] = [];
  const twice: Fault[] = [];
  shares.forEach(({ lineIds }, share) =>
    lineIds.forEach((lineId, index) => {
      const path = `shares.${share}.lineIds.${index}`;
      if (!known.has(lineId)) unknown.push(unknownReference(path));
      else if (seen.has(lineId)) twice.push({ path, code: 'NOT_ALLOWED', message: 'is in another share already' });
      seen.add(lineId);
    }),
  );
  if (unknown.length > 0) throw refuse(UnknownReference, unknown);
  if (twice.length > 0) throw refuse(ValidationFailed, twice);
}
