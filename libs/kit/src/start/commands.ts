import { pino } from 'pino';
import { rolesOf, runMigrations } from '../database/run-migrations.js';
import { deadLetterCommand } from '../events/dead-letter-command.js';
import { FactsGone, Rebuild, UnknownCopy } from '../events/rebuild.js';
import { assembleService, type AssembledService } from './assemble.js';
import { databaseConfig, ownerConfig } from './config.js';
import type { ServiceDescription } from './define-service.js';
import { readConfig, type Environment } from './read-config.js';

export interface CommandOutcome {
  readonly text: string;
  readonly exitCode: number;
}

type Command = (description: ServiceDescription, env: Environment, argv: readonly string[]) => Promise<CommandOutcome>;

const commands: Readonly<Record<string, Command>> = {
  migrate: async ({ database }, env) => {
    const [addresses, { DATABASE_OWNER_URL }] = readConfig([databaseConfig, ownerConfig] as const, env);
    const roles = rolesOf(addresses.DATABASE_URL, addresses.DATABASE_WORKER_URL);
    const ran = await runMigrations(DATABASE_OWNER_URL, database.migrations, roles);
    return done(ran.length > 0 ? ran.map((name) => `migrated ${name}\n`).join('') : 'nothing to migrate\n');
  },
  seed: (description, env) =>
    onAssembled(description, env, async ({ app }) => {
      const { seed } = description.database;
      if (!seed) return done('nothing to seed\n');
      await app.init();
      await seed(app);
      return done(`seeded ${description.name}\n`);
    }),
  'dead-letters': (description, env, argv) => onAssembled(description, env, ({ app }) => deadLetterCommand(app, argv)),
  rebuild: (description, env, [name = '']) =>
    onAssembled(description, env, async ({ app }) => {
      try {
        const rebuild = app.get(Rebuild);
        let text = '';
        for (const one of name === 'all' ? rebuild.names() : [name])
          text += `rebuilt ${one}: ${JSON.stringify(await rebuild.run(one))}\n`;
        return done(text);
      } catch (error) {
        if (error instanceof UnknownCopy || error instanceof FactsGone)
          return { text: `${error.message}\n`, exitCode: 2 };
        throw error;
      }
    }),
};

/** Runs the command an operator named: `migrate`, `seed`, `dead-letters ...`, `rebuild <name>|all`. Exit code 2 for one nobody knows. */
export async function runCommand(
  description: ServiceDescription,
  env: Environment,
  [name = '', ...argv]: readonly string[],
): Promise<CommandOutcome> {
  const command = commands[name];
  if (!command)
    return { text: `unknown command "${name}"; there are: ${Object.keys(commands).join(', ')}\n`, exitCode: 2 };
  return command(description, env, argv);
}

const done = (text: string): CommandOutcome => ({ text, exitCode: 0 });

/** On a service that neither listens nor consumes; log lines go to standard error, the command's words to standard output. */
async function onAssembled(
  description: ServiceDescription,
  env: Environment,
  work: (service: AssembledService) => Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const service = await assembleService(description, env, { logTo: pino.destination({ dest: 2, sync: true }) });
  try {
    return await work(service);
  } finally {
    await service.app.close();
    await service.release();
  }
}
