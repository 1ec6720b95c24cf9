import { z } from 'zod';

/** The success envelope of every endpoint around its own data. */
export const answer = <Data extends z.ZodType>(data: Data) =>
  z.object({
    success: z.literal(true),
    data,
    meta: z.record(z.string(), z.unknown()).optional(),
    requestId: z.string(),
    timestamp: z.iso.datetime(),
  });

/** The error envelope of every endpoint. */
export const failure = z.object({
  success: z.literal(false),
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
  }),
  requestId: z.string(),
  timestamp: z.iso.datetime(),
});
export type Failure = z.output<typeof failure>;

/** One fault of a body, query or path. */
export const fault = z.object({ path: z.string(), code: z.string(), message: z.string() });
export type Fault = z.output<typeof fault>;
