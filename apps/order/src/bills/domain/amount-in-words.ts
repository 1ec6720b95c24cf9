const small = [
  ...['Zero', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'],
  ...['Eleven', 'Twelve', 'Thirteen', 'Fourteen', 'Fifteen', 'Sixteen', 'Seventeen', 'Eighteen', 'Nineteen'],
];
const tens = ['', '', 'Twenty', 'Thirty', 'Forty', 'Fifty', 'Sixty', 'Seventy', 'Eighty', 'Ninety'];
const steps = [
  { value: 10_000_000, name: 'Crore' },
  { value: 100_000, name: 'Lakh' },
  { value: 1_000, name: 'Thousand' },
  { value: 100, name: 'Hundred' },
] as const;

/** `Rupees One Lakh Twenty Thousand Four Hundred Five and Fifty Paise Only`, as cheques and invoices in India say it. Takes paise, at least 0. */
export function amountInWords(paise: number): string {
  const rupees = Math.floor(paise / 100);
  const rest = paise % 100;
  const coins = rest === 0 ? '' : ` and ${words(rest)} Paise`;
  return `Rupees ${words(rupees)}${coins} Only`;
}

function words(number: number): string {
  for (const { value, name } of steps) {
    if (number < value) continue;
    const rest = number % value;
    return `${words(Math.floor(number / value))} ${name}${rest === 0 ? '' : ` ${words(rest)}`}`;
  }
  if (number < 20) return small[number] ?? '';
  const unit = number % 10;
  return `${tens[Math.floor(number / 10)]}${unit === 0 ? '' : `-${small[unit]}`}`;
}
