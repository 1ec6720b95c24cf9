import type { RequestedLine } from './pricing-request.js';
import type { RuleTarget } from './rule.js';

/** Does the rule look at this line? */
export function isTargeted(target: RuleTarget, line: Pick<RequestedLine, 'itemId' | 'categoryIds'>): boolean {
  switch (target.type) {
    case 'ORDER':
      return true;
    case 'ITEMS':
      return target.itemIds.includes(line.itemId);
    case 'CATEGORIES':
      return line.categoryIds.some((categoryId) => target.categoryIds.includes(categoryId));
  }
}
