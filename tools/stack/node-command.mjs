import { join } from 'node:path';
import { inheritedEnvironment } from './environment.mjs';
import { home, root, serviceNode } from './layout.mjs';

/**
 * What each of our programs is run with, here and in production (docs/adr/0022): V8 takes what it is given, and the default is a
 * fraction of the machine. A service has 50 to 60 MB of heap at rest; the limit leaves it three times that.
 */
const NODE_ARGUMENTS = [
  '--max-semi-space-size=8',
  '--max-old-space-size=192',
  // Not --enable-source-maps: that keeps 35 MB of maps of other people's code
  `--import=${new URL('source-maps.mjs', import.meta.url).href}`,
  // kafkajs 2.2.4 sets a negative timeout now and then, of which Node 24 warns.
  '--disable-warning=TimeoutNegativeWarning',
];

/** The command that runs one of our programs, its whole environment and its folder; `main` is relative to the checkout. */
export function nodeCommand(main, args, env) {
  return {
    command: serviceNode(),
    args: [...NODE_ARGUMENTS, join(root, main), ...args],
    env: { ...inheritedEnvironment(), NODE_COMPILE_CACHE: join(home, 'compile-cache'), ...env },
    cwd: root,
  };
}
