/** How one of our programs is run: `main` relative to the checkout, with its arguments and environment. */
export function nodeCommand(
  main: string,
  args?: readonly string[],
  env?: Readonly<Record<string, string>>,
): { readonly command: string; readonly args: string[]; readonly env: NodeJS.ProcessEnv; readonly cwd: string };
