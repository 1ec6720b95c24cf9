import { timingSafeEqual } from 'node:crypto';
import { basicCredentials } from '../server/basic-credentials.js';
import { ok, type Answer, type Call } from '../server/call.js';
import { findRoute, type Route } from '../server/route.js';
import { messageView } from './kept-message.js';
import type { Messages } from './messages.js';
import type { TwilioAccount } from './twilio-account.js';
import { TwilioError } from './twilio-error.js';

/** Twilio's Messages API of version 2010-04-01: every call needs the account's sid and token. */
export function twilioApi(
  accounts: ReadonlyMap<string, TwilioAccount>,
  messages: Messages,
): (call: Call) => Promise<Answer> {
  const routes: Route[] = [
    {
      method: 'POST',
      path: '/2010-04-01/Accounts/:account/Messages.json',
      run: (call, params) => {
        const message = messages.create(caller(call, params['account']), new URLSearchParams(call.body));
        return { status: 201, body: messageView(message) };
      },
    },
    {
      method: 'GET',
      path: '/2010-04-01/Accounts/:account/Messages/:sid.json',
      run: (call, params) =>
        ok(messageView(messages.fetch(caller(call, params['account']), params['sid'] ?? '', call.path))),
    },
  ];
  const caller = (call: Call, sid: string | undefined): TwilioAccount => {
    const credentials = basicCredentials(call.header('authorization'));
    const account = accounts.get(credentials?.user ?? '');
    if (!account || !credentials || !sameText(account.authToken, credentials.password)) {
      throw new TwilioError(401, 20003, 'Authenticate');
    }
    if (account.sid !== sid) throw notFound(call);
    return account;
  };
  return async (call) => {
    try {
      const found = findRoute(routes, call);
      if (!found) throw notFound(call);
      return await found.route.run(call, found.params);
    } catch (error) {
      if (error instanceof TwilioError) return error.answer();
      throw error;
    }
  };
}

function notFound(call: Call): TwilioError {
  return new TwilioError(404, 20404, `The requested resource ${call.path} was not found`);
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
