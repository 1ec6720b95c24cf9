/** Access tokens live fifteen minutes: the longest a service that knows no revocations goes on believing one. */
export const accessTokenSeconds = 15 * 60;
