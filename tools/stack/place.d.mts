import type { Place } from './servers.mjs';

export interface ProgramPlace {
  readonly name: string;
  /** Relative to the checkout. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where it says that it is ready. */
  readonly health: string;
  /** Of its log and pid file. */
  readonly dataDir: string;
  readonly keepAlive: boolean;
  readonly say: (text: string) => void;
}

/** The place of one of our programs in the stack. */
export function placeOf(options: ProgramPlace): Place & {
  /** Starts it with more environment, which stays until the next `startWith`. */
  startWith(env?: Readonly<Record<string, string>>): Promise<void>;
};
