import { placeFromEnvironment, required } from '../process/environment.js';
import { runSimulator } from '../process/run-simulator.js';
import { startTwilioSimulator } from './start-twilio-simulator.js';

const sender = process.env['TWILIO_FROM'];

await runSimulator('twilio', () =>
  startTwilioSimulator({
    ...placeFromEnvironment(process.env),
    accounts: [
      {
        sid: required(process.env, 'TWILIO_ACCOUNT_SID'),
        authToken: required(process.env, 'TWILIO_AUTH_TOKEN'),
        ...(sender === undefined || sender === '' ? {} : { senders: [sender] }),
      },
    ],
  }),
);
