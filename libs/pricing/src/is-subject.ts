import type { RequestedLine } from './pricing-request.js';
import type { RuleSubject } from './rule.js';

/** Is the rule about this line? */
export function isSubject(subject: RuleSubject, line: Pick<RequestedLine, 'itemId' | 'categoryIds'>): boolean {
  switch (subject.on) {
    case 'ORDER':
      return true;
    case 'ITEMS':
      return subject.itemIds.includes(line.itemId);
    case 'CATEGORIES':
      return line.categoryIds.some((categoryId) => subject.categoryIds.includes(categoryId));
  }
}
