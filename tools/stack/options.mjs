const KNOWN = {
  '--detach': 'start in the background, give the terminal back when all is up',
  '--fresh': 'throw the data away first',
  '--no-demo': 'do not place the demo order',
};

/** What `npm start -- ...` was asked for; throws a sentence about what it does not know. */
export function startOptions(words) {
  const unknown = words.filter((word) => !(word in KNOWN));
  if (unknown.length) {
    const known = Object.entries(KNOWN).map(([word, what]) => `  ${word.padEnd(10)} ${what}`);
    throw new Error(`npm start does not know ${unknown.join(', ')}. It knows:\n${known.join('\n')}`);
  }
  return { detach: words.includes('--detach'), fresh: words.includes('--fresh'), demo: !words.includes('--no-demo') };
}

/** The servers that the environment names to be used instead of local ones, and the prefix of all names in them. */
export function existingServers(env) {
  const named = { databaseUrl: env.DATABASE_URL, redisUrl: env.REDIS_URL, kafkaBrokers: env.KAFKA_BROKERS };
  const servers = Object.fromEntries(Object.entries(named).filter(([, address]) => address));
  return { servers, prefix: env.CHOWK_PREFIX ?? '' };
}
