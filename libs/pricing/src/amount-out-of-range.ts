/** An amount is not a whole number of paise within ±(2^53 - 1), beyond which a JavaScript number is no longer exact. */
export class AmountOutOfRange extends RangeError {
  override readonly name = 'AmountOutOfRange';

  constructor(what: string, value: number | bigint) {
    super(`${what} must be a whole number within the safe integers, got ${value}`);
  }
}
