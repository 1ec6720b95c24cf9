/** Makes all topics of an installation; those that are there stay as they are. */
export function makeTopics(options: {
  readonly brokers: string;
  readonly prefix: string;
  readonly signal?: AbortSignal;
}): Promise<void>;
