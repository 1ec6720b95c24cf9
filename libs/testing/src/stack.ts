import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The real servers that a run of tests shares. */
export interface TestStack {
  /** An administrator's address of PostgreSQL. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Comma separated. */
  readonly kafkaBrokers: string;
}

/** Where the stack writes its addresses unless CHOWK_TEST_STACK says otherwise. */
const defaultPlace = fileURLToPath(new URL('../../../.chowk/test/stack.json', import.meta.url));

/** The servers of this run. Throws, and says what to do, when there are none. */
export function testStack(): TestStack {
  const place = process.env['CHOWK_TEST_STACK'] ?? defaultPlace;
  let text: string;
  try {
    text = readFileSync(place, 'utf8');
  } catch (cause) {
    throw new Error(`No test stack at ${place}: run the tests by npm test, or name its file in CHOWK_TEST_STACK`, {
      cause,
    });
  }
  return JSON.parse(text) as TestStack;
}
