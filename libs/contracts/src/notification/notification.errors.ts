import { error } from '../envelope/error.js';

export const StreamTicketInvalid = error(
  'STREAM_TICKET_INVALID',
  'unauthenticated',
  'This ticket opens no stream.',
  'Ask for a new one; each is good once and for a minute.',
);
