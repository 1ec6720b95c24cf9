/** The whole configuration of one service of a stack. */
export function serviceEnvironment(
  name: string,
  stack: {
    readonly profile: string;
    readonly prefix: string;
    readonly ports: Readonly<Record<string, number>>;
    readonly secrets: object;
    readonly servers: { readonly databaseUrl: string; readonly redisUrl: string; readonly kafkaBrokers: string };
  },
): Record<string, string>;
