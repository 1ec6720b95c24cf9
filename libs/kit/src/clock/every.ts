/**
 * Runs `work` every `ms` milliseconds of real time, never twice at once, until stopped. A failure is reported and the next
 * round tries again. Stopping waits for the round in hand.
 */
export function every(ms: number, work: () => Promise<unknown>, report: (error: unknown) => void): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch(report)
      .finally(() => (running = undefined));
  }, ms);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
