type Environment = Readonly<Record<string, string | undefined>>;

/** Where a simulator listens and keeps its books: `PORT`, `HOST` (127.0.0.1) and `SIMULATOR_DATA` (none: in memory). */
export function placeFromEnvironment(env: Environment): { port: number; host: string; data?: string } {
  const port = Number(required(env, 'PORT'));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('PORT is an integer from 0 to 65535');
  const data = env['SIMULATOR_DATA'];
  return { port, host: env['HOST'] ?? '127.0.0.1', ...(data === undefined || data === '' ? {} : { data }) };
}

/** The variable's value; throws an Error naming it when it is missing or empty. */
export function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}
