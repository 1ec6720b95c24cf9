import { join } from 'node:path';
import { inheritedEnvironment } from './environment.mjs';
import { home, root, serviceNode } from './layout.mjs';

// kafkajs 2.2.4 sets a negative timeout now and then, of which Node 24 warns.
const NODE_ARGUMENTS = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];

/** The command that runs one of our programs, its whole environment and its folder; `main` is relative to the checkout. */
export function nodeCommand(main, args, env) {
  return {
    command: serviceNode(),
    args: [...NODE_ARGUMENTS, join(root, main), ...args],
    env: { ...inheritedEnvironment(), NODE_COMPILE_CACHE: join(home, 'compile-cache'), ...env },
    cwd: root,
  };
}
