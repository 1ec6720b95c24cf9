import type { RoomFrame } from '@chowk/contracts';

/** Somebody who is told what happens in a room, in order. */
export interface Follower {
  /** The next frame. `isLive`: it has just been told; otherwise it is one of those that were missed. */
  receive(frame: RoomFrame, isLive: boolean): void;
  /** What was missed is not kept any more: load the snapshot anew; frames go on after `seq`. */
  restart(room: string, seq: number): void;
  /** The room cannot be read just now; nothing follows. */
  fail(error: unknown): void;
}
