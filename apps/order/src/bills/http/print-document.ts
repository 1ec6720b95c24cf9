import type { InvoiceView } from '@chowk/contracts';
import { ReceiptPaper, type Column } from './receipt-paper.js';

const items: readonly Column[] = [
  { width: 0.46 },
  { width: 0.1, align: 'right' },
  { width: 0.2, align: 'right' },
  { width: 0.24, align: 'right' },
];

const tenders: Readonly<Record<string, string>> = {
  RAZORPAY: 'Online (Razorpay)',
  CASH: 'Cash',
  CARD_TERMINAL: 'Card',
  UPI_STATIC: 'UPI',
  WALLET: 'Wallet',
  COD: 'Cash on delivery',
  DUE: 'On account',
  COMPLIMENTARY: 'Complimentary',
};

/** A proforma, invoice, bill of supply or credit note as a PDF on receipt paper of 80 mm. */
export function printDocument(document: InvoiceView): Promise<Buffer> {
  const title = document.number === null ? document.title : `${document.title} ${document.number}`;
  return ReceiptPaper.print(title, (paper) => {
    writeSupplier(paper, document);
    writeHead(paper, document);
    writeLines(paper, document);
    writeTotals(paper, document);
    writeTaxes(paper, document);
    writePayments(paper, document);
    writeFoot(paper, document);
  });
}

function writeSupplier(paper: ReceiptPaper, { supplier }: InvoiceView): void {
  const { address, tradeName, outletName, legalName, gstin, fssai } = supplier;
  const centred = { align: 'center', size: 7, isFaint: true } as const;
  paper.text(tradeName, { face: 'title', size: 15, align: 'center' }).space(1);
  paper.text(outletName.toUpperCase(), { size: 7, align: 'center', spacing: 2 }).space(3);
  if (legalName !== tradeName) paper.text(legalName, centred);
  paper.text([address.line1, address.line2].filter(Boolean).join(', '), centred);
  paper.text(`${address.city} ${address.pin}, ${supplier.state} (${supplier.stateCode})`, centred);
  if (gstin !== null) paper.text(`GSTIN ${gstin}`, { ...centred, isFaint: false });
  if (fssai !== null) paper.text(`FSSAI ${fssai}`, { ...centred, isFaint: false });
  paper.space(2);
}

function writeHead(paper: ReceiptPaper, document: InvoiceView): void {
  const { kind, title, number, date, time, tableLabel, orders, recipient, original, reason } = document;
  if (kind === 'PROFORMA')
    paper.space(3).framed(title.toUpperCase(), { face: 'bold', size: 8.5, spacing: 0.8 }).space(5);
  else {
    paper.rule('strong').text(title.toUpperCase(), { face: 'bold', size: 9, align: 'center', spacing: 2 });
    paper.rule('strong');
  }
  if (number !== null) paper.pair('No.', number, { face: 'bold' });
  paper.pair('Date', `${dateText(date)}, ${time}`);
  if (original) paper.pair(`Against invoice of ${dateText(original.date)}`, original.number);
  if (reason !== null) paper.pair('Reason', reason);
  if (tableLabel !== null) paper.pair('Table', tableLabel);
  const tokens = orders.flatMap(({ token }) => (token === null ? [] : [`#${token}`]));
  if (tokens.length > 0) paper.pair(tokens.length === 1 ? 'Token' : 'Tokens', tokens.join(', '));
  paper.pair(orders.length === 1 ? 'Order' : 'Orders', orders.map(({ orderNumber }) => orderNumber).join(', '));
  if (!recipient) return;
  paper.rule('dotted').text('BILLED TO', { size: 6, isFaint: true, spacing: 1 });
  paper.text(recipient.name, { face: 'bold' });
  if (recipient.address !== null) paper.text(recipient.address);
  paper.pair(`GSTIN ${recipient.gstin}`, `${recipient.state} (${recipient.stateCode})`);
}

function writeLines(paper: ReceiptPaper, { lines, kind }: InvoiceView): void {
  const isCredit = kind === 'CREDIT_NOTE';
  const heads = isCredit ? ['TAKEN BACK', 'QTY', 'RATE', 'VALUE'] : ['ITEM', 'QTY', 'RATE', 'AMOUNT'];
  paper.rule().row(items, heads, { size: 6, isFaint: true, spacing: 0.6 }).rule();
  for (const line of lines) {
    const amount = money(isCredit ? line.taxable : line.gross);
    paper.row(items, [line.description, String(line.quantity), money(line.unitPrice), amount]);
    for (const { name, unitPrice } of line.modifiers)
      paper.row(items, [`  + ${name}`, '', unitPrice === 0 ? '' : money(unitPrice), ''], { size: 6.5, isFaint: true });
    const free = line.discount === line.gross && line.gross > 0 ? ' · with compliments' : '';
    paper.text(`SAC ${line.code}${free}`, { size: 5.8, isFaint: true }).space(2);
  }
}

function writeTotals(paper: ReceiptPaper, document: InvoiceView): void {
  const { kind, subtotal, discounts, charges, taxes, taxable, tax, roundOff, total, pricesIncludeTax } = document;
  paper.rule();
  if (kind !== 'CREDIT_NOTE') paper.pair('Subtotal', money(subtotal));
  for (const { name, amount } of discounts) paper.pair(name, `- ${money(amount)}`);
  for (const charge of charges) paper.pair(charge.name, money(kind === 'CREDIT_NOTE' ? charge.taxable : charge.amount));
  if (tax !== 0) {
    paper.pair('Taxable value', money(taxable), { isFaint: pricesIncludeTax });
    for (const { name, amount } of taxSums(taxes))
      paper.pair(`${name}${pricesIncludeTax ? ' (included)' : ''}`, money(amount), { isFaint: pricesIncludeTax });
  }
  if (roundOff !== 0) paper.pair('Round-off', signed(roundOff));
  paper.rule('strong');
  const word = kind === 'CREDIT_NOTE' ? 'Credit' : 'Total';
  paper.row([{ width: 0.4 }, { width: 0.6, align: 'right' }], [word, `₹ ${money(total)}`], { face: 'bold', size: 13 });
  paper.text(document.totalInWords, { size: 6.8, isFaint: true });
}

/** Each component with its rate, or, of several rates, their sum: the table below lists them. */
function taxSums(taxes: InvoiceView['taxes']): { name: string; amount: number }[] {
  return [...Map.groupBy(taxes, ({ component }) => component)].map(([component, all]) => {
    const [first] = all;
    const amount = all.reduce((sum, tax) => sum + tax.amount, 0);
    return { name: all.length === 1 && first ? `${component} ${rate(first.rateBasisPoints)}` : component, amount };
  });
}

/** The value of each rate, as Rule 46 wants it: what all its lines and charges come to without tax. */
function writeTaxes(paper: ReceiptPaper, { taxes }: InvoiceView): void {
  const rows = taxRows(taxes);
  if (rows.length < 2) return;
  const columns: Column[] = [
    { width: 0.19 },
    { width: 0.27, align: 'right' },
    { width: 0.27, align: 'right' },
    { width: 0.27, align: 'right' },
  ];
  const isAcross = taxes.some(({ component }) => component === 'IGST');
  const heads = isAcross ? ['GST', 'TAXABLE', 'IGST', ''] : ['GST', 'TAXABLE', 'CGST', 'SGST'];
  paper.rule('dotted').row(columns, heads, { size: 6, isFaint: true, spacing: 0.6 });
  for (const { gst, taxable, amounts } of rows)
    paper.row(columns, [rate(gst), money(taxable), ...amounts.map(money)], { size: 6.8 });
}

function taxRows(taxes: InvoiceView['taxes']): { gst: number; taxable: number; amounts: number[] }[] {
  const half = taxes.filter(({ component }) => component === 'CGST');
  const whole = taxes.filter(({ component }) => component === 'IGST');
  const other = (rateBasisPoints: number) =>
    taxes.find((one) => one.component === 'SGST' && one.rateBasisPoints === rateBasisPoints)?.amount ?? 0;
  return [
    ...half.map(({ rateBasisPoints, taxable, amount }) => ({
      ...{ gst: rateBasisPoints * 2, taxable, amounts: [amount, other(rateBasisPoints)] },
    })),
    ...whole.map(({ rateBasisPoints, taxable, amount }) => ({ gst: rateBasisPoints, taxable, amounts: [amount] })),
  ];
}

function writePayments(paper: ReceiptPaper, { kind, payments, tips, due, shares }: InvoiceView): void {
  if (shares.length > 0) paper.rule('dotted').text('DIVIDED', { size: 6, isFaint: true, spacing: 1 });
  for (const { label, amount, paid } of shares)
    paper.pair(`${label}${paid === amount ? ' · paid' : ''}`, money(amount), { isFaint: paid === amount });
  if (payments.length === 0 && due === 0) return;
  paper.rule('dotted');
  for (const { tender, amount } of payments)
    paper.pair(`${kind === 'CREDIT_NOTE' ? 'Given back' : 'Paid'}: ${tenders[tender] ?? tender}`, money(amount));
  if (tips > 0) paper.pair('of which tip, with thanks', money(tips), { isFaint: true });
  if (due > 0) paper.pair('To pay', `₹ ${money(due)}`, { face: 'bold', size: 9 });
}

function writeFoot(paper: ReceiptPaper, document: InvoiceView): void {
  const { kind, placeOfSupply, declarations } = document;
  const small = { size: 6, isFaint: true, align: 'center' } as const;
  paper.rule('dotted');
  if (kind !== 'PROFORMA') {
    paper.text(`Place of supply: ${placeOfSupply.state} (${placeOfSupply.stateCode}). Reverse charge: no.`, small);
    if (document.pricesIncludeTax) paper.text('Prices include tax.', small);
  }
  for (const declaration of declarations) paper.text(declaration, small);
  const farewell = kind === 'CREDIT_NOTE' ? 'We are sorry, and hope to do better.' : 'Thank you. Come again.';
  paper.space(5).text(farewell, { face: 'title', size: 8, align: 'center' });
}

/** `1,23,456.50`, grouped as in India. */
function money(paise: number): string {
  const text = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2 }).format(Math.abs(paise) / 100);
  return paise < 0 ? `- ${text}` : text;
}

function signed(paise: number): string {
  return paise > 0 ? `+ ${money(paise)}` : money(paise);
}

function rate(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

/** `20 Nov 2026`. */
function dateText(date: string): string {
  return new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );
}
