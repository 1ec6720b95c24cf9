/** A port for each name of `documented`; with `mode: 'free'` whatever the kernel offers. */
export function choosePorts(
  documented: Readonly<Record<string, number>>,
  options?: { readonly mode?: 'documented' | 'free' },
): Promise<{ readonly ports: Readonly<Record<string, number>>; readonly moved: readonly string[] }>;
