import { z } from 'zod';

/** So many calls within a time, all at once or spread; the allowance grows back evenly. */
export interface Allowance {
  readonly calls: number;
  readonly milliseconds: number;
}

const unit = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const written = /^([1-9][0-9]{0,8})\/([1-9][0-9]{0,3})([smh])$/;

/** `300/1m`: three hundred calls a minute; `5/1h`, `10/15m`, `20/1s`. */
export const allowance = z.string().transform((text, context): Allowance => {
  const [, calls, times, name] = written.exec(text) ?? [];
  if (calls === undefined || (name !== 's' && name !== 'm' && name !== 'h')) {
    context.addIssue({ code: 'custom', message: 'is not calls per time, such as 300/1m' });
    return z.NEVER;
  }
  return { calls: Number(calls), milliseconds: Number(times) * unit[name] };
});
