import { error } from '../envelope/error.js';

export const CategoryInUse = error(
  'CATEGORY_IN_USE',
  'conflict',
  'There are still items in this category.',
  'Move or archive the items listed in details first.',
);
export const ModifierGroupInUse = error(
  'MODIFIER_GROUP_IN_USE',
  'conflict',
  'There are still items that offer these choices.',
  'Take the group off the items listed in details first.',
);
