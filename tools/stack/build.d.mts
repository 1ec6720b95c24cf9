/** Builds apps, libs and simulators, unless their sources are those of the last build. Says whether it had to. */
export function buildAll(options?: { readonly signal?: AbortSignal }): Promise<boolean>;

/** Builds these Nx projects and nothing else. */
export function buildProjects(names: readonly string[]): Promise<void>;
