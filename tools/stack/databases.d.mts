/** Makes the databases and roles of all services, or brings what is there to this state. */
export function makeDatabases(options: {
  readonly serverUrl: string;
  readonly prefix: string;
  readonly secrets: object;
  readonly signal?: AbortSignal;
}): Promise<void>;
