/** Ends what a killed launcher has left in `dataDir`; returns the names of what lived. */
export function endLeftovers(dataDir: string): Promise<string[]>;
