import { z } from 'zod';
import { TenantState } from '../envelope/tenant.js';
import { OutletState } from './auth.events.js';
import { instant } from '../envelope/shapes.js';

const document = { version: z.number().int(), createdAt: instant, updatedAt: instant };

export const changeTenantStatusBody = z.strictObject({ status: TenantState.schema.shape.status });
export type ChangeTenantStatusBody = z.output<typeof changeTenantStatusBody>;

export const tenantAnswer = TenantState.schema.extend(document);
export type TenantAnswer = z.output<typeof tenantAnswer>;

export const outletAnswer = OutletState.schema.omit({ removed: true }).extend(document);
export type OutletAnswer = z.output<typeof outletAnswer>;
