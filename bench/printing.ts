/** As many digits as these measurements deserve. */
export function rounded(value: number): number {
  return Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1));
}

/** Rows in columns: the first to the left, the others to the right. */
export function printTable(rows: readonly (readonly (string | number)[])[]): void {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, n) => (widths[n] = Math.max(widths[n] ?? 0, String(cell).length)));
  for (const row of rows) {
    const cells = row.map((cell, n) =>
      n === 0 ? String(cell).padEnd(widths[n] ?? 0) : String(cell).padStart(widths[n] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}
