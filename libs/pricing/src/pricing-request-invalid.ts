/** A cart cannot be priced as described; `path` says which field is wrong. */
export class PricingRequestInvalid extends RangeError {
  override readonly name = 'PricingRequestInvalid';

  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path} ${reason}`);
  }
}
