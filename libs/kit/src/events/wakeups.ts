import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { newId } from '../ids/new-id.js';

const logger = new Logger('Wakeups');

/** An instance that nobody heard but itself says its next hint to the others after this time (ms), or when it hears of one. */
const aloneFor = 1_000;

/**
 * Hints between instances of one service: "look again". Nothing may depend on a hint arriving: waits have an end, rows
 * are the truth, and while Redis is away only this process wakes itself.
 */
export class Wakeups {
  private readonly self = newId();
  private readonly channel: string;
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  /** Hints stay here until then: nobody else was there to hear the latest. */
  private aloneUntil = 0;
  private companyAt = 0;

  constructor(options: { readonly redisUrl: string; readonly prefix: string; readonly service: string }) {
    this.channel = `${options.prefix}wakeups:${options.service}`;
    const retryStrategy = (attempt: number) => Math.min(attempt * 200, 2000);
    this.publisher = new Redis(options.redisUrl, {
      lazyConnect: true,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2000,
      retryStrategy,
    });
    this.subscriber = new Redis(options.redisUrl, { lazyConnect: true, connectTimeout: 2000, retryStrategy });
    for (const connection of [this.publisher, this.subscriber])
      connection.on('error', (error: Error) =>
        logger.debug(`Redis is away, hints stay in this process: ${error.message}`),
      );
    this.subscriber.on('message', (_channel, message: string) => this.hear(message));
  }

  /** Connects in the background; returns at once. */
  start(): void {
    const tell = (error: unknown) => logger.debug(`Redis is away: ${String(error)}`);
    Promise.all([this.publisher.connect(), this.subscriber.subscribe(this.channel)])
      .then(() => this.tell(''))
      .catch(tell);
  }

  close(): void {
    for (const waiters of this.waiting.values()) for (const wake of [...waiters]) wake();
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  /**
   * Resolves with true when somebody wakes `key`, with false after `ms` or when `signal` aborts. Call it before looking
   * at the row, await it after: what happens in between then wakes too.
   */
  wait(key: string, ms: number, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const waiters = this.waiting.get(key) ?? new Set();
      const end = (woken: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        waiters.delete(wake);
        if (waiters.size === 0 && this.waiting.get(key) === waiters) this.waiting.delete(key);
        resolve(woken);
      };
      const wake = () => end(true);
      const giveUp = () => end(false);
      const timer = setTimeout(giveUp, ms);
      if (signal?.aborted) return giveUp();
      signal?.addEventListener('abort', giveUp);
      this.waiting.set(key, waiters.add(wake));
    });
  }

  /** Wakes who waits for `key` here and, when Redis is there, in other instances. Never throws. */
  wake(key: string): void {
    this.wakeHere(key);
    if (this.publisher.status === 'ready' && performance.now() >= this.aloneUntil) this.tell(key);
  }

  /** Calls `listener` at each wake of `key`; returns how to stop. */
  onWake(key: string, listener: () => void): () => void {
    const listeners = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(key) === listeners) this.listeners.delete(key);
    };
  }

  /** Who comes says an empty hint, so that those who thought that they were alone go on telling. */
  private tell(key: string): void {
    const since = performance.now();
    this.publisher
      .publish(this.channel, `${this.self} ${key}`)
      .then((heard) => {
        const isAlone = heard <= 1 && this.subscriber.status === 'ready' && this.companyAt < since;
        this.aloneUntil = isAlone ? since + aloneFor : 0;
      })
      .catch((error: unknown) => logger.debug(`hint ${key} stays in this process: ${String(error)}`));
  }

  private hear(message: string): void {
    const space = message.indexOf(' ');
    if (message.slice(0, space) === this.self) return;
    this.companyAt = performance.now();
    this.aloneUntil = 0;
    this.wakeHere(message.slice(space + 1));
  }

  private wakeHere(key: string): void {
    for (const wake of [...(this.waiting.get(key) ?? [])]) wake();
    for (const listener of this.listeners.get(key) ?? []) listener();
  }
}
