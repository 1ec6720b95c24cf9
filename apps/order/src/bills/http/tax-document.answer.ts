import type { InvoiceView } from '@chowk/contracts';
import { raw, type RawAnswer } from '@chowk/kit';
import { printDocument } from './print-document.js';

/** Whether the caller wants a document to hold rather than data: `Accept: application/pdf`. */
export function wantsPdf(accept: string | undefined): boolean {
  return accept?.toLowerCase().includes('application/pdf') === true;
}

/** The document as PDF, named by its number. */
export async function asPdf(document: InvoiceView): Promise<RawAnswer> {
  const name = (document.number ?? `proforma-${document.billId}`).replaceAll('/', '-');
  return raw(await printDocument(document), 'application/pdf', {
    'content-disposition': `inline; filename="${name}.pdf"`,
    'cache-control': 'private, no-store',
    vary: 'accept',
  });
}
