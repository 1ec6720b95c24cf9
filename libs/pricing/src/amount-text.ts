/** Paise for a reader: 19050 becomes "INR 190.50". */
export function amountText(amount: number, currency: string): string {
  const paise = Math.abs(amount);
  return `${amount < 0 ? '-' : ''}${currency} ${Math.floor(paise / 100)}.${String(paise % 100).padStart(2, '0')}`;
}
