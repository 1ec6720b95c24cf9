import { setTimeout as pause } from 'node:timers/promises';
import { isChowkError } from '@chowk/client';

/** Says what happens, with its milliseconds. */
export class Steps {
  #sum = 0;

  async step(text, work) {
    const since = performance.now();
    const result = await work();
    const took = performance.now() - since;
    this.#sum += took;
    console.log(`  ${took.toFixed(0).padStart(5)} ms  ${text}`);
    return result;
  }

  total() {
    return `${(this.#sum / 1000).toFixed(1)} s`;
  }
}

/** Asks until the answer is there; gives up after ten seconds and says what never came true. */
export async function eventually(reason, probe, seconds = 10) {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (performance.now() > until) throw new Error(`${reason}: never within ${seconds} s`);
    await pause(25);
  }
}

/** Why a demo did not reach its end: of a refused call which it was, its code and all that Chowk said about it. */
export function whyStopped(error) {
  if (!isChowkError(error)) return error.message;
  const { call = 'the sign-in', code, message, details, requestId } = error;
  return `${call}: ${code} (${message}) ${JSON.stringify(details ?? '')} request ${requestId}`;
}

/** Paise as people read them. */
export function rupees(paise) {
  return `₹${(paise / 100).toFixed(2)}`;
}
