import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eventually } from '@chowk/testing';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Payment as a process of its own, by its `main.ts`, so that it can be killed. */
export class PaymentProcess {
  #output = '';
  readonly #exited: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  }

  static run(env: Readonly<Record<string, string>>, ...argv: string[]): PaymentProcess {
    const loader = at('../../../libs/kit/test/http/typescript-loader.mjs');
    const line = ['--conditions=@chowk/source', '--import', loader, at('../src/main.ts'), ...argv];
    const path = { PATH: process.env['PATH'] ?? '' };
    return new PaymentProcess(
      spawn(process.execPath, line, { env: { ...path, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] }),
    );
  }

  /** The address it serves at, once it has joined its group and is ready for anything. */
  async ready(): Promise<string> {
    const url = await eventually(
      `the process serves; it said ${this.#output}`,
      () => /"url":"([^"]+)"/.exec(this.#output)?.[1],
      { timeout: 20_000 },
    );
    await eventually('it is ready', async () => (await fetch(`${url}/health/ready`)).ok, { timeout: 20_000 });
    return url;
  }

  /** Ends when the command is done. Throws with what it said when it failed. */
  async done(): Promise<void> {
    const code = await this.#exited;
    if (code !== 0) throw new Error(`exit code ${code}: ${this.#output}`);
  }

  /** SIGKILL: nothing of it runs any more when this resolves. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#exited;
  }
}
