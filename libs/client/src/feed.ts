import { io, type Socket } from 'socket.io-client';
import { ChowkError, isChowkError } from './chowk-error.js';
import { PageQueue } from './page-queue.js';
import { Places } from './places.js';
import type { Asked, Namespace, RoomEvent, Told } from './room-event.js';
import type { SignIn } from './sign-in.js';
import { answered, answerMs, refusalOf, refusalOfHandshake } from './socket-answer.js';

/** `live`: told of everything; `away`: the line is down, and what is missed will be told; `ended`: over. */
export type FeedState = 'connecting' | 'live' | 'away' | 'ended';

export interface FeedHandlers<N extends Namespace> {
  /** Reads the list anew: at the start, and whenever events cannot say what was missed. Events wait until it is read; repeated if it fails. */
  readonly load: () => void | Promise<void>;
  /** Something happened: each event once, in order; the next waits for what this returns. */
  readonly event: (event: RoomEvent<N>) => void | Promise<void>;
  /** It is over: signed out, or not allowed. */
  readonly ended?: (why: ChowkError) => void;
  readonly state?: (state: FeedState) => void;
  /** A handler failed, or the list could not be read yet. Without this, it is thrown where nobody catches it. */
  readonly trouble?: (error: unknown) => void;
}

/** Narrows what is followed; the sign-in says what may be. */
export interface FeedOptions {
  readonly outlet?: string;
  readonly station?: string;
}

/** A screen that is followed, until it is closed or ended. */
export interface Feed {
  readonly namespace: Namespace;
  readonly state: FeedState;
  /** Which of the own rooms tells of this: a room, or `order:<order id>`. Rejects with NOT_FOUND for what no own room tells of. */
  subscribe(room: string): Promise<{ readonly room: string; readonly seq: number }>;
  /** Hangs up for good. */
  close(): void;
}

export interface FeedParts {
  readonly baseUrl: string;
  readonly signIn: SignIn;
  /** Before a broken line is tried again, twice as long each time after (ms). */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** A new token is brought so long before the old one ends (ms). */
const renewalMs = 45_000;
/** Tokens that are refused one after the other before it is over. */
const longestRefusal = 3;
const longestTimerMs = 2 ** 31 - 1;

/** A screen that follows its rooms through broken lines, sleep, renewed tokens and restarted servers, and misses nothing. */
export class ResumingFeed<N extends Namespace> implements Feed {
  readonly #socket: Socket<Told<N>, Asked>;
  readonly #places = new Places();
  readonly #queue: PageQueue<RoomEvent<N>>;
  #state: FeedState = 'connecting';
  /** Token of the handshake that is under way or was accepted last. */
  #token = '';
  #isGreeted = false;
  /** The server said why it hangs up, which decides what is done. */
  #isTold = false;
  /** Refused handshakes and ended connections since the last that was accepted. */
  #failures = 0;
  /** Of these, tokens that were refused. */
  #refusedTokens = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly namespace: N,
    private readonly handlers: FeedHandlers<N>,
    private readonly options: FeedOptions,
    private readonly parts: FeedParts,
  ) {
    const { load, event, trouble = throwLater } = handlers;
    this.#queue = new PageQueue<RoomEvent<N>>({ load, event, trouble });
    this.#socket = io(`${parts.baseUrl}${namespace}`, {
      path: '/socket.io',
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: parts.firstPauseMs,
      reconnectionDelayMax: parts.longestPauseMs,
      auth: (say) => void this.#handshake().then(say, (error: unknown) => this.#notAdmitted(error)),
    });
    this.#listen();
  }

  get state(): FeedState {
    return this.#state;
  }

  async subscribe(room: string): Promise<{ readonly room: string; readonly seq: number }> {
    if (this.#state === 'ended') throw new ChowkError({ code: 'ABORTED', message: 'The screen was closed.' });
    return answered(this.#socket.timeout(answerMs).emitWithAck('subscribe', { room }));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.close();
    this.#socket.disconnect();
    this.#become('ended');
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#isGreeted = false;
      this.#isTold = false;
      this.#become('live');
      this.#renewInTime().catch((error: unknown) => this.#notAdmitted(error));
    });
    socket.on('rooms', ({ rooms }) => this.#enter(rooms));
    socket.on('event', (event) => this.#take(event));
    socket.on('resync', ({ room, seq }) => {
      this.#places.restarted(room, seq);
      this.#queue.load();
    });
    socket.on('end', (why) => {
      this.#isTold = true;
      void this.#refused(refusalOf(why));
    });
    socket.on('connect_error', (error) => {
      this.#become('away');
      // The line itself failed: socket.io comes back by itself
      if (!socket.active) void this.#refused(refusalOfHandshake(error));
    });
    socket.on('disconnect', (reason) => {
      clearTimeout(this.#timer);
      if (this.#state === 'ended') return;
      this.#become('away');
      // Whoever was cut off by the server is not brought back by socket.io
      if (reason === 'io server disconnect' && !this.#isTold) this.#comeBack();
    });
  }

  async #handshake(): Promise<Record<string, unknown>> {
    const session = await this.parts.signIn.fresh();
    if (!session) throw new ChowkError({ code: 'SIGNED_OUT', message: 'Nobody is signed in.', status: 401 });
    this.#token = session.accessToken;
    return { token: this.#token, ...this.options, resume: this.#places.numbers };
  }

  #enter(rooms: Readonly<Record<string, number>>): void {
    const isFirst = !this.#isGreeted;
    this.#isGreeted = true;
    this.#failures = 0;
    this.#refusedTokens = 0;
    if (!isFirst) this.#places.entered(rooms);
    if (!isFirst || this.#places.connected(rooms)) this.#queue.load();
  }

  #take(event: RoomEvent<N>): void {
    const { isNews, isGap } = this.#places.take(event);
    if (isGap) this.#queue.load();
    if (isNews) this.#queue.tell(event);
  }

  /** Brings a new token before the old one runs out, so that the line need not be cut for it. */
  async #renewInTime(): Promise<void> {
    const session = await this.parts.signIn.current();
    if (!session || !this.#socket.connected) return;
    const waitMs = Math.max(1_000, session.expiresAt - Date.now() - renewalMs);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void this.#authenticate().catch((error: unknown) => this.#notAdmitted(error)),
      Math.min(waitMs, longestTimerMs),
    );
  }

  async #authenticate(): Promise<void> {
    const token = (await this.parts.signIn.fresh(renewalMs + 15_000))?.accessToken;
    if (token !== undefined && token !== this.#token && this.#socket.connected) {
      await answered(this.#socket.timeout(answerMs).emitWithAck('authenticate', { token }));
      this.#token = token;
    }
    await this.#renewInTime();
  }

  /** The sign-in gave no token, or the token was not taken: over when nobody is signed in, else tried again. */
  #notAdmitted(error: unknown): void {
    if (isChowkError(error, 'SIGNED_OUT')) return this.#end(error);
    if (!(error instanceof ChowkError)) (this.handlers.trouble ?? throwLater)(error);
    this.#comeBack();
  }

  /** The server said why not. */
  async #refused(why: ChowkError): Promise<void> {
    const isBusy = why.status === 0 || why.status === 429 || why.status >= 500;
    if (isBusy) return this.#comeBack(why.retryAfter);
    // New tokens that are refused like the old one will not get better by another
    if (why.status !== 401 || this.#refusedTokens === longestRefusal) return this.#end(why);
    this.#refusedTokens += 1;
    try {
      await this.parts.signIn.renewed(this.#token);
    } catch (error) {
      return this.#notAdmitted(error);
    }
    this.#comeBack();
  }

  #comeBack(afterSeconds = 0): void {
    if (this.#state === 'ended') return;
    this.#failures += 1;
    const { firstPauseMs, longestPauseMs } = this.parts;
    const backoff = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#failures - 1)) * (0.5 + Math.random() / 2);
    this.#socket.disconnect();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.connect(), Math.max(backoff, afterSeconds * 1_000));
  }

  #end(why: ChowkError): void {
    if (this.#state === 'ended') return;
    this.close();
    this.handlers.ended?.(why);
  }

  #become(state: FeedState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.handlers.state?.(state);
  }
}

/** As the platform does with what a listener throws: it is reported, and nothing else stops. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
