/** An account that may send: its sid (`AC` and 32 hexadecimal digits) and token. */
export interface TwilioAccount {
  readonly sid: string;
  readonly authToken: string;
  /** The numbers and headers it may send from; none means every well-formed one. */
  readonly senders?: readonly string[];
}
