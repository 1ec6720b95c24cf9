import { Injectable } from '@nestjs/common';
import { NotFound } from '@chowk/contracts';
import { currentTenantId, Database, prepared, refuse, sql, type Principal } from '@chowk/kit';
import type { Order } from '../domain/order.js';
import type { ReaderScope } from './reader-scope.js';

/** What decides who sees an order, a bill or a table session. */
export interface Guarded {
  readonly outletId: string;
  readonly customerId: string | null;
  readonly tableSessionId: string | null;
}

/** Who may see what: staff their outlets, people their own, and those at one table what belongs to the table. */
@Injectable()
export class OrderAccess {
  constructor(private readonly database: Database) {}

  /** Throws NotFound, as for a missing thing, unless the caller may see it; `seesAll` is the permission to see others' things. */
  async check(thing: Guarded, who: Principal, seesAll: 'order:read' | 'bill:read'): Promise<void> {
    if (who.can(seesAll)) {
      if (who.mayEnter(thing.outletId)) return;
    } else if (isOwn(thing, who)) return;
    else if (thing.tableSessionId !== null && (await this.openTables(who)).includes(thing.tableSessionId)) return;
    throw refuse(NotFound);
  }

  /** What the caller may see in a list; a thing must fit one of the scopes. */
  async scopes(who: Principal, seesAll: 'order:read' | 'bill:read'): Promise<ReaderScope[]> {
    if (who.can(seesAll)) return [who.outlets === 'all' ? {} : { outlets: who.outlets }];
    const tables = await this.openTables(who);
    if (who.kind === 'guest') return [{ tables }];
    return [{ customerId: who.id }, ...(tables.length > 0 ? [{ tables }] : [])];
  }

  /** The open table sessions the caller sits at. */
  async openTables(who: Principal): Promise<string[]> {
    if (who.kind === 'guest') return who.tableSessionId === undefined ? [] : [who.tableSessionId];
    const rows = await this.database.query<{ id: string }>(
      prepared(sql`
        select id from table_session
        where tenant_id = ${currentTenantId()} and status = 'OPEN' and members @> ${JSON.stringify([who.id])}::jsonb`),
    );
    return rows.map(({ id }) => id);
  }
}

/** Whether the thing is the caller's own: theirs by account, or by the table a guest sits at. */
export function isOwn(thing: Guarded, who: Principal): boolean {
  if (who.kind === 'guest') return thing.tableSessionId !== null && thing.tableSessionId === who.tableSessionId;
  return thing.customerId === who.id;
}

/** Whether the caller may call this order off now. */
export function mayCancel(order: Order, who: Principal): boolean {
  const need = order.cancellation();
  if (need === undefined) return false;
  if (need === 'late') return who.can('order:cancel-late');
  return who.can('order:cancel') || (who.can('order:cancel:own') && isOrderedBy(order, who));
}

/** Whether the caller ordered it: at a shared table everybody sees everything, and calls off or changes what is theirs. */
export function isOrderedBy(order: Pick<Order, 'guestId' | 'customerId'>, who: Principal): boolean {
  return who.kind === 'guest' ? order.guestId === who.id : order.customerId === who.id;
}
