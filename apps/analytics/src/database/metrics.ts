import type { CopyTables } from '@chowk/kit';

/** All that is counted of facts: dropped and counted again as one, since the journal of what was counted is part of it. */
export const metrics: CopyTables = {
  tables: [
    ...['daily_metric', 'item_metric', 'tender_metric', 'ticket_time', 'sitting_time'],
    ...['counted_order', 'counted_event'],
  ],
};
