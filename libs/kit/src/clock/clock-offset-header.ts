/**
 * Header in which auth tells, with its keys, how many milliseconds its clock is ahead: who checks its tokens without a database of their own
 * follows it. Sent by moved clocks alone, so never by staging and production.
 */
export const clockOffsetHeader = 'x-chowk-clock-offset';
