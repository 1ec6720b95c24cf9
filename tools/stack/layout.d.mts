/** The checkout this launcher belongs to. */
export const root: string;
/** The ignored folder of all that the local stack keeps. */
export const home: string;
export const localData: string;
export const launcherFile: string;
/** Node 24 from npm where there is one for this platform, else the Node we run on. */
export function serviceNode(): string;
