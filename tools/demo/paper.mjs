import { rupees } from './steps.mjs';

/** Columns of the narrow paper that kitchens and counters print on. */
const width = 42;

const centred = (text) => `${' '.repeat(Math.max(0, Math.floor((width - text.length) / 2)))}${text}`;
const apart = (left, right) => `${left}${' '.repeat(Math.max(1, width - left.length - right.length))}${right}`;
const rule = '-'.repeat(width);

/** Prints lines as a slip of paper, indented as the demo's other output. */
function print(lines) {
  console.log(
    [`+${'-'.repeat(width + 2)}+`, ...lines.map((line) => `| ${line.padEnd(width)} |`), `+${'-'.repeat(width + 2)}+`]
      .map((line) => `        ${line}`)
      .join('\n'),
  );
}

/** A kitchen ticket as it hangs over the stove; one that was voided is struck out. */
export function printTicket({ station, tableLabel, token, orderNumber, lines, status }) {
  const isVoid = status === 'VOIDED';
  print([
    centred(`${isVoid ? '*** VOID *** ' : ''}${station.toUpperCase()}`),
    apart(tableLabel ? `Table ${tableLabel}` : 'Takeaway', `No. ${token}`),
    apart(orderNumber, isVoid ? 'do not make' : ''),
    rule,
    ...lines.flatMap((line) => [
      `${String(line.quantity).padStart(3)}  ${isVoid ? `-- ${line.name} --` : line.name}`,
      ...line.modifiers.map((modifier) => `     + ${modifier}`),
      ...(line.notes ? [`     "${line.notes}"`] : []),
    ]),
  ]);
}

/** A bill as people hold it. */
export function printBill(bill, { outlet, table }) {
  const lines = bill.orders.filter(({ owed }) => owed).flatMap((order) => order.lines);
  print([
    centred(outlet),
    centred(bill.invoiceNumber ? `TAX INVOICE ${bill.invoiceNumber}` : 'PROFORMA'),
    apart(`Table ${table}`, bill.businessDate),
    rule,
    ...lines
      .filter(({ status }) => status !== 'VOIDED')
      .map((line) => apart(`${String(line.quantity).padStart(3)}  ${line.name}`, rupees(line.gross))),
    rule,
    apart('Subtotal', rupees(bill.subtotal)),
    ...(bill.discount > 0 ? [apart('Discount', `-${rupees(bill.discount)}`)] : []),
    ...bill.charges.map((charge) => apart(charge.name, rupees(charge.amount))),
    ...bill.taxes.map((tax) => apart(`${tax.component} ${tax.rateBasisPoints / 100} %`, rupees(tax.amount))),
    apart('Round-off', rupees(bill.roundOff)),
    apart('TOTAL', rupees(bill.total)),
    rule,
    ...bill.shares.map((share) => apart(share.label, rupees(share.amount))),
    ...bill.payments.map((payment) => apart(`Paid ${payment.tender}`, rupees(payment.amount))),
    ...(bill.tips > 0 ? [apart('of that tips', rupees(bill.tips))] : []),
    apart('DUE', rupees(bill.due)),
  ]);
}
