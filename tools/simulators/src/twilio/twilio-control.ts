import { controlBody } from '../control/control-api.js';
import { ok } from '../server/call.js';
import type { Route } from '../server/route.js';
import type { Messages } from './messages.js';
import type { TwilioBooks } from './twilio-books.js';

/** The phones' inboxes and the network's moods, beside the control API of all simulators. */
export function twilioControl(books: TwilioBooks, messages: Messages): Route[] {
  return [
    {
      method: 'GET',
      path: '/_control/inbox',
      // An unescaped + of a query arrives as a space.
      run: ({ query }) => ok({ messages: messages.inbox(query.get('to')?.replace(/^ /, '+')) }),
    },
    {
      method: 'POST',
      path: '/_control/outcome',
      run: (call) => {
        messages.setFate(controlBody(call));
        return ok({ status: 'ok' });
      },
    },
    { method: 'GET', path: '/_control/callbacks', run: () => ok({ callbacks: books.callbacks.values() }) },
  ];
}
