import { z } from 'zod';
import { event } from '../envelope/event.js';

export const MessageSent = event('message.sent.v1', {
  topic: 'notification',
  tells: 'A message was handed to its channel; neither its text nor its receiver is told.',
  schema: z.object({
    messageId: z.uuid(),
    channel: z.enum(['SMS', 'EMAIL', 'WHATSAPP', 'PUSH', 'IN_APP']),
    purpose: z.string(),
    about: z.string().nullable(),
  }),
});
export const MessageFailed = event('message.failed.v1', {
  topic: 'notification',
  tells: 'A message could not be handed over after all tries.',
  schema: z.object({
    messageId: z.uuid(),
    channel: z.enum(['SMS', 'EMAIL', 'WHATSAPP', 'PUSH', 'IN_APP']),
    purpose: z.string(),
    reason: z.string(),
  }),
});
