import type { ServiceName, SimulatorName } from './system.mjs';

/** The processes of the local stack, declared once. */
export const SERVICES: readonly { readonly name: ServiceName; readonly hasDatabase: boolean }[];

/** The other ends of third parties. */
export const SIMULATORS: readonly { readonly name: SimulatorName }[];
