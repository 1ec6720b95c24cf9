/** Access tokens live fifteen minutes: the longest a service that knows no revocations goes on believing one. */
export const accessTokenSeconds = 15 * 60;

/** Who acts by PIN on a shared tablet does so for two minutes: then it may be in other hands. */
export const pinSessionSeconds = 2 * 60;
