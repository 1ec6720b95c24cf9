import { PricingRequestInvalid } from './pricing-request-invalid.js';

/** Throws PricingRequestInvalid if an id occurs twice: discounts and traces could not be told apart. */
export function checkUnique(path: string, ids: readonly string[]): void {
  const seen = new Set<string>();
  const repeated = ids.find((id) => seen.size === seen.add(id).size);
  if (repeated !== undefined) throw new PricingRequestInvalid(path, `hold ${repeated} twice`);
}
