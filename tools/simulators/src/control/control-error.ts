/** A control call that cannot be carried out; `status` is the HTTP status of the answer `{error: message}`. */
export class ControlError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}
