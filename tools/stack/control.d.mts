export interface LauncherRecord {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

/** The launcher of this checkout when it runs. */
export function runningLauncher(): LauncherRecord | undefined;

/** Asks the running launcher. Throws when it does not answer. */
export function ask(
  launcher: LauncherRecord,
  method: string,
  path: string,
): Promise<{ readonly status: number; readonly text: string }>;
