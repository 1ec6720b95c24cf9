import { Injectable } from '@nestjs/common';
import {
  NotFound,
  PermissionDenied,
  TableNotOpen,
  TablePinLocked,
  TablePinRequired,
  type OpenSessionBody,
  type Tenant,
} from '@chowk/contracts';
import {
  Clock,
  currentTenantId,
  InjectStore,
  refuse,
  Store,
  TenantDirectory,
  violates,
  type Principal,
} from '@chowk/kit';
import { randomUUID } from 'node:crypto';
import { PriceList } from '../../database/price-list.js';
import { newTablePin } from '../domain/table-pin.js';
import { TableSession, type PinOutcome } from '../domain/table-session.js';
import { Table } from '../domain/table.js';
import { FindTables } from './find-tables.js';
import { GuestTokens, type GuestToken } from './guest-tokens.js';

/** How somebody without an account sits at a table. */
export interface SeatedGuest extends GuestToken {
  readonly guestId: string;
  readonly deviceId: string;
}

export interface Seating {
  readonly session: TableSession;
  /** False when the people at the table were joined. */
  readonly isNew: boolean;
  /** Null for those who signed in. */
  readonly guest: SeatedGuest | null;
}

/** Who wants to sit down. Staff open the table for others; they do not sit there. */
type Visitor =
  | { readonly kind: 'staff'; readonly id: string }
  | { readonly kind: 'customer'; readonly id: string }
  | { readonly kind: 'guest'; readonly deviceId: string };

type Policy = Tenant['settings']['tablePolicy'];

/** How often a session that ends while somebody joins it is looked for again. */
const attempts = 5;

/** Seats whoever scanned a table's code: joins the table's one open session, or opens it. */
@Injectable()
export class OpenTableSession {
  constructor(
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly findTables: FindTables,
    private readonly priceList: PriceList,
    private readonly tokens: GuestTokens,
    @InjectStore(Table) private readonly tables: Store<Table>,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /**
   * The session, and for people without an account the guest they are there. Of any number of simultaneous callers one opens it, the
   * others join. Throws NotFound for foreign codes, PERMISSION_DENIED, and where the business asks for a PIN TABLE_NOT_OPEN,
   * TABLE_PIN_REQUIRED, TABLE_PIN_LOCKED.
   */
  async run(code: string, { covers, deviceId, pin }: OpenSessionBody, who: Principal | undefined): Promise<Seating> {
    const visitor = visitorOf(who, deviceId);
    const table = await this.tableOf(code, who);
    const outlet = await this.priceList.outlet(table.outletId);
    const tenant = await this.tenants.find(table.tenantId);
    if (!outlet || !tenant) throw refuse(NotFound);
    const policy = tenant.settings.tablePolicy;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const joined = await this.join(table.id, visitor, { policy, pin });
      if (joined) return this.seated(joined, visitor, false);
      if (policy === 'PIN' && visitor.kind !== 'staff') throw refuse(TableNotOpen);
      const session = this.opened(table, visitor, policy, {
        businessDate: this.clock.businessDate(outlet),
        covers: covers ?? null,
      });
      try {
        await this.sessions.add(session);
        return await this.seated(session, visitor, true);
      } catch (error) {
        if (violates(error, 'session_at_a_table')) throw refuse(NotFound);
        if (!violates(error, 'one_open_session_per_table')) throw error;
      }
    }
    throw new Error(`Sessions at table ${table.id} end as fast as they are opened`);
  }

  private async tableOf(code: string, who: Principal | undefined): Promise<Table> {
    const { tenantId, tableId } = this.findTables.read(code);
    if (tenantId !== currentTenantId()) throw refuse(NotFound);
    const table = await this.tables.get(tableId);
    const isOutOfReach = who?.kind === 'staff' && !who.mayEnter(table.outletId);
    if (table.isRemoved || isOutOfReach) throw refuse(NotFound);
    return table;
  }

  private opened(
    table: Table,
    visitor: Visitor,
    policy: Policy,
    around: { businessDate: string; covers: number | null },
  ): TableSession {
    const at = this.clock.now();
    const by = visitor.kind === 'guest' ? 'guest' : `${visitor.kind}:${visitor.id}`;
    const session = TableSession.open(table, {
      ...around,
      by,
      pin: policy === 'PIN' ? newTablePin() : null,
      approvedAt: visitor.kind === 'staff' ? at : null,
    });
    sitDown(session, visitor, at);
    return session;
  }

  private async join(
    tableId: string,
    visitor: Visitor,
    { policy, pin }: { policy: Policy; pin: string | undefined },
  ): Promise<TableSession | null> {
    const [open] = await this.sessions.findBy({ tableId, status: 'OPEN' }, { limit: 1 });
    if (!open || visitor.kind === 'staff' || sitsThere(open, visitor)) return open ?? null;
    let outcome: PinOutcome = 'right';
    const session = await this.sessions.change(open.id, (locked) => {
      if (locked.status === 'CLOSED' || sitsThere(locked, visitor)) return;
      // A wrong PIN counts, so the change is stored and the refusal comes after it.
      if (policy === 'PIN') outcome = locked.tryPin(pin);
      if (outcome === 'right') sitDown(locked, visitor, this.clock.now());
    });
    refuseUnless(outcome);
    return session.status === 'OPEN' ? session : null;
  }

  private async seated(session: TableSession, visitor: Visitor, isNew: boolean): Promise<Seating> {
    if (visitor.kind !== 'guest') return { session, isNew, guest: null };
    const guest = session.guestWith(visitor.deviceId);
    if (!guest) throw new Error(`A guest was lost while sitting down in session ${session.id}`);
    const { guestId } = guest;
    const { deviceId } = visitor;
    return { session, isNew, guest: { guestId, deviceId, ...(await this.tokens.issue(guestId, session)) } };
  }
}

/** A guest's own token says nothing here: the phone names itself, and may sit at another table now. */
function visitorOf(who: Principal | undefined, deviceId: string | undefined): Visitor {
  if (who === undefined || who.kind === 'guest') return { kind: 'guest', deviceId: deviceId ?? randomUUID() };
  if (who.can('table-session:manage')) return { kind: 'staff', id: who.id };
  if (who.kind === 'customer' && who.can('table-session:own')) return { kind: 'customer', id: who.id };
  throw refuse(PermissionDenied, { anyOf: ['table-session:own', 'table-session:manage'] });
}

function sitsThere(session: TableSession, visitor: Visitor): boolean {
  if (visitor.kind === 'guest') return session.guestWith(visitor.deviceId) !== undefined;
  return visitor.kind === 'customer' && session.members.includes(visitor.id);
}

function sitDown(session: TableSession, visitor: Visitor, at: Date): void {
  if (visitor.kind === 'customer') session.join(visitor.id);
  if (visitor.kind === 'guest') session.welcome(visitor.deviceId, at);
}

function refuseUnless(outcome: PinOutcome): void {
  if (outcome === 'locked') throw refuse(TablePinLocked);
  if (outcome === 'wrong') throw refuse(TablePinRequired);
}
