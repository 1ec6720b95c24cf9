import { placeFromEnvironment, required } from '../process/environment.js';
import { runSimulator } from '../process/run-simulator.js';
import { readAccounts } from './accounts.js';
import { startRazorpaySimulator } from './start-razorpay-simulator.js';

await runSimulator('razorpay', () =>
  startRazorpaySimulator({
    ...placeFromEnvironment(process.env),
    accounts: readAccounts(required(process.env, 'RAZORPAY_SIMULATOR_ACCOUNTS')),
  }),
);
