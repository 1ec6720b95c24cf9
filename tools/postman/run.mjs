/**
 * `npm run postman`: every request of the collection against the system that runs here, or the one at `--url`. Ends with status 1 when a test
 * fails. Orders are placed and paid, so it goes to no system whose Razorpay is not the simulator.
 */
import { parseArgs } from 'node:util';
import { ask, runningLauncher } from '../stack/control.mjs';
import { runCollection } from './run-collection.mjs';
import { resultTable } from './result-table.mjs';

const options = {
  url: { type: 'string' },
  razorpay: { type: 'string' },
  sms: { type: 'string' },
  folder: { type: 'string', multiple: true },
};

/** The documented addresses, those of the system that runs here, those that were named: the later ones win. */
async function addressesOf({ url, razorpay, sms }) {
  const here = url === undefined ? await runningHere() : {};
  return {
    gateway: url ?? here.gateway ?? 'http://127.0.0.1:3000',
    razorpay: razorpay ?? here.razorpay ?? 'http://127.0.0.1:4101',
    twilio: sms ?? here.twilio ?? 'http://127.0.0.1:4102',
  };
}

async function runningHere() {
  const launcher = runningLauncher();
  if (!launcher) return {};
  const { addresses } = JSON.parse((await ask(launcher, 'GET', '/status')).text);
  return addresses ?? {};
}

async function refuseWithoutSimulators({ gateway, razorpay, twilio }) {
  for (const [what, address] of Object.entries({
    gateway: `${gateway}/health/live`,
    "Razorpay's simulator": `${razorpay}/_control/health`,
    "Twilio's simulator": `${twilio}/_control/health`,
  })) {
    const answer = await fetch(address).catch(() => undefined);
    if (!answer?.ok)
      throw new Error(
        `No ${what} at ${address}. The collection places and pays orders: it runs on a local system alone (npm start).`,
      );
  }
}

async function main() {
  const { values } = parseArgs({ options });
  const found = await addressesOf(values);
  await refuseWithoutSimulators(found);
  const addresses = {
    base_url: found.gateway,
    razorpay_simulator_url: found.razorpay,
    sms_inbox_url: `${found.twilio}/_control/inbox`,
  };
  console.log(`The collection, through ${found.gateway}`);
  const result = await runCollection({ addresses, folders: values.folder });
  console.log(resultTable(result));
  return result.failures.length ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
