import type { Answer } from '../../tools/field/people.ts';
import { succeeded, type Till } from './till.ts';
import type { Wish } from './wishes.ts';

/** Makes wishes again and again and holds every answer to the first one, byte for byte. */
export class Replays {
  readonly seen = { answers: 0, replayed: 0, otherBytes: 0, otherStatus: 0, unmarked: 0 };
  private readonly till: Till;
  private readonly firsts = new Map<string, Answer>();

  constructor(till: Till) {
    this.till = till;
  }

  /** The first answer of a wish: a success, or it throws. */
  async first(wish: Wish): Promise<Answer> {
    const answer = succeeded(await this.ask(wish));
    this.firsts.set(wish.key, answer);
    return answer;
  }

  /** The same call once more. Where two calls are the first ones at once, whichever answer comes first is held against the others. */
  async again(wish: Wish): Promise<void> {
    const answer = await this.ask(wish);
    this.seen.answers++;
    const first = this.firsts.get(wish.key);
    if (first === undefined) {
      this.firsts.set(wish.key, succeeded(answer));
      return;
    }
    if (answer.status !== first.status) this.seen.otherStatus++;
    if (!answer.bytes.equals(first.bytes)) this.seen.otherBytes++;
    if (answer.headers['idempotency-replayed'] === 'true') this.seen.replayed++;
    else if (first.headers['idempotency-replayed'] !== 'true') this.seen.unmarked++;
  }

  /** What was answered to a wish. */
  answerOf(wish: Wish): Answer {
    const answer = this.firsts.get(wish.key);
    if (!answer) throw new Error(`Nothing was answered to ${wish.path}`);
    return answer;
  }

  private ask({ path, body, key }: Wish): Promise<Answer> {
    return this.till.decided(this.till.manager, 'POST', path, body, key);
  }
}
