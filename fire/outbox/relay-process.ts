/** One instance of a service as far as telling is concerned: the kit's relay on its database, until it is killed. */
import { DeadLetterStore, EventMetrics, KafkaSender, openDatabase, Relay, Wakeups } from '@chowk/kit';
import { Registry } from 'prom-client';
import { relayName, type Relaying } from './counting.ts';

async function relay({ url, workerUrl, redisUrl, brokers, prefix }: Relaying): Promise<void> {
  const service = 'ledger';
  const applicationName = relayName(process.pid);
  const { database } = await openDatabase({ url, workerUrl, applicationName, entities: [], report: console.error });
  const { worker } = database;
  const wakeups = new Wakeups({ redisUrl, prefix, service });
  const sender = new KafkaSender({ brokers, prefix, service });
  const deadLetters = new DeadLetterStore(worker, `${service}.relay`, () => undefined);
  wakeups.start();
  new Relay({ service, worker, sender, deadLetters, wakeups, metrics: new EventMetrics(new Registry()) }).start();
  process.send?.('started');
}

process.once('message', (told: Relaying) => void relay(told));
process.once('disconnect', () => process.exit());
