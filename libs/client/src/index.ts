export { Chowk, createChowk } from './chowk.js';
export type { ChowkOptions } from './options.js';
export { ChowkError, isChowkError, type ErrorCode, type LocalCode } from './chowk-error.js';
export type { Feed, FeedHandlers, FeedOptions, FeedState } from './feed.js';
export type { components, operations, paths, RefusalCode } from './generated/api.js';
export type { EventData, ToldIn } from './generated/events.js';
export type { WebLocks } from './lock.js';
export type {
  CallOptions,
  DataOf,
  FilePath,
  FileType,
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
