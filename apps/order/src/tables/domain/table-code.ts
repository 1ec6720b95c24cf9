import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of the signature in a code: 96 bits cannot be guessed, and the QR code stays small. */
const signatureBytes = 12;
const idBytes = 16;

/** What a code names. */
export interface TableReference {
  readonly tenantId: string;
  readonly tableId: string;
}

/** The signed code in a table's QR code, 59 characters of base64url: tenant, table and a short HMAC-SHA-256 of both. */
export function tableCode({ tenantId, tableId }: TableReference, secret: string): string {
  const ids = Buffer.concat([bytesOf(tenantId), bytesOf(tableId)]);
  return Buffer.concat([ids, signatureOf(ids, secret)]).toString('base64url');
}

/** What a code names, or undefined when we never signed it; takes the same time for every wrong signature. */
export function readTableCode(code: string, secret: string): TableReference | undefined {
  const bytes = Buffer.from(code, 'base64url');
  if (bytes.length !== 2 * idBytes + signatureBytes || bytes.toString('base64url') !== code) return undefined;
  const ids = bytes.subarray(0, 2 * idBytes);
  if (!timingSafeEqual(bytes.subarray(2 * idBytes), signatureOf(ids, secret))) return undefined;
  return { tenantId: uuidOf(ids.subarray(0, idBytes)), tableId: uuidOf(ids.subarray(idBytes)) };
}

function signatureOf(ids: Uint8Array, secret: string): Buffer {
  return createHmac('sha256', secret).update('table').update(ids).digest().subarray(0, signatureBytes);
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
