/** A started simulator, as a process sees it. */
export interface Closable {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Runs one simulator as this process: says where it listens, and ends with status 0 on SIGTERM, on SIGINT and when the
 * parent that opened an IPC channel is gone, so that nothing outlives its launcher.
 */
export async function runSimulator(name: string, start: () => Promise<Closable>): Promise<void> {
  const simulator = await start();
  console.log(JSON.stringify({ msg: `${name} simulator listens`, url: simulator.url, pid: process.pid }));
  let ending: Promise<never> | undefined;
  const end = (): void => {
    ending ??= simulator.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}
