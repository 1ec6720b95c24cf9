/** The process of the load generator: does what its parent asks for, one thing at a time. It is never counted. */
import { holdNothing } from '../../tools/field/held-answers.ts';
import type { Address } from '../../tools/field/people.ts';
import type { Load } from './load.ts';
import { loads, type LoadName } from './loads.ts';

export type Ask =
  | { readonly ask: 'prepare'; readonly load: LoadName; readonly address: Address }
  | { readonly ask: 'go'; readonly rate: number; readonly seconds: number };

holdNothing();
let load: Load | undefined;

async function answer(wish: Ask): Promise<unknown> {
  if (wish.ask === 'prepare') {
    load = new loads[wish.load](wish.address);
    return load.prepare();
  }
  if (!load) throw new Error('prepare comes before go');
  return load.go(wish.rate, wish.seconds);
}

process.on('message', (wish: Ask) => {
  answer(wish).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
