export { Chowk, createChowk, type ChowkOptions } from './chowk.js';
export { ChowkError, isChowkError, type ErrorCode, type LocalCode } from './chowk-error.js';
export { Feed, type FeedHandlers, type FeedOptions, type FeedState } from './feed.js';
export type { components, operations, paths, RefusalCode } from './generated/api.js';
export type { EventData, ToldIn } from './generated/events.js';
export type { WebLocks } from './lock.js';
export type {
  CallOptions,
  DataOf,
  InitOf,
  ItemOf,
  ListPath,
  Method,
  PageMeta,
  PathOf,
  Reply,
} from './operation.js';
export type { Fetch, Patience } from './repeat.js';
export type { Alarm, EventOf, Namespace, RoomEvent } from './room-event.js';
export type { Session } from './sign-in.js';
export { memoryStorage, pageStorage, type KeyValueStorage } from './storage.js';
export type { Tokens } from './tokens.js';
