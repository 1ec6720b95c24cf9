/** Basis points for a reader: 250 becomes "2.5 %". */
export function rateText(rateBasisPoints: number): string {
  return `${rateBasisPoints / 100} %`;
}
