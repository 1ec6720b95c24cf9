import { hash, verify } from '@node-rs/argon2';

/** OWASP's password storage cheat sheet for argon2id (the library's default algorithm): 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of a random password nobody has; whoever is unknown is checked against it, so that a refusal takes the same time. */
const nobody = hash(crypto.randomUUID(), cost);

/** What is kept of a password. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/** Whether it is the password; without a hash the answer is no, after the same time. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const isRight = await verify(passwordHash ?? (await nobody), password.normalize('NFKC'));
  return isRight && passwordHash !== null;
}
