import { Injectable } from '@nestjs/common';
import type { DrawerMovementKind } from '@chowk/contracts';
import { Clock, Database, InjectStore, newId, prepared, sql, Store } from '@chowk/kit';
import { Drawer } from '../domain/drawer.js';
import { Outlets } from '../../database/outlets.js';

/** Cash that moved in a drawer. */
export interface DrawerMovement {
  readonly id: string;
  readonly kind: DrawerMovementKind;
  /** In paise. */
  readonly amount: number;
  readonly reason: string | null;
  readonly paymentId: string | null;
  /** A person's id, or the service that asked. */
  readonly by: string;
  readonly businessDate: string;
  readonly at: Date;
}

export type NewMovement = Pick<DrawerMovement, 'kind' | 'amount' | 'by'> &
  Partial<Pick<DrawerMovement, 'id' | 'reason' | 'paymentId'>>;

/** Drawers with every movement in them; row and movement are written together, and movements are never changed. */
@Injectable()
export class DrawerBook {
  constructor(
    @InjectStore(Drawer) private readonly drawers: Store<Drawer>,
    private readonly outlets: Outlets,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The open drawer of a cashier at an outlet, held until the open transaction ends. */
  async lockOpenOf(cashierId: string, outletId: string): Promise<Drawer | undefined> {
    const [found] = await this.database.query<{ id: string }>(
      prepared(sql`
        select id from drawer where outlet_id = ${outletId} and cashier_id = ${cashierId} and status = 'OPEN' for update`),
    );
    return found && this.drawers.lock(found.id);
  }

  /** An open drawer of an outlet that has as much in it, held until the open transaction ends; the preferred cashier's first. */
  async lockOneWith(amount: number, outletId: string, cashierId: string | null): Promise<Drawer | undefined> {
    const [found] = await this.database.query<{ id: string }>(
      prepared(sql`
        select id from drawer
        where outlet_id = ${outletId} and status = 'OPEN' and opening_float + cash_in - cash_out >= ${amount}
        order by (cashier_id = ${cashierId}) is true desc, id limit 1 for update`),
    );
    return found && this.drawers.lock(found.id);
  }

  /** Stores a drawer that was opened, with its float, in the open transaction. Throws DatabaseError 23505 `drawer_open_once`. */
  async add(drawer: Drawer): Promise<void> {
    await this.drawers.add(drawer);
    const { openingFloat: amount, cashierId: by } = drawer;
    if (amount > 0) await this.#append(drawer, { id: drawer.id, kind: 'FLOAT', amount, by });
  }

  /** Cash moves in a locked drawer, in the open transaction. Throws what {@link Drawer.move} throws. */
  async move(
    drawer: Drawer,
    movement: NewMovement & { readonly kind: Exclude<DrawerMovementKind, 'FLOAT'> },
  ): Promise<void> {
    drawer.move(movement.kind, movement.amount);
    await this.drawers.save(drawer);
    await this.#append(drawer, movement);
  }

  /** All that moved in a drawer, oldest first. */
  movementsOf(drawerId: string): Promise<DrawerMovement[]> {
    return this.database.query<DrawerMovement>(
      prepared(sql`
        select id, kind, amount, reason, payment_id as "paymentId", by, business_date as "businessDate", at
        from drawer_movement where drawer_id = ${drawerId} order by at, id`),
    );
  }

  async #append({ id: drawerId, outletId }: Drawer, movement: NewMovement): Promise<void> {
    const { id = newId(), kind, amount, reason = null, paymentId = null, by } = movement;
    const now = this.clock.now();
    const date = await this.outlets.businessDate(outletId, now);
    await this.database.execute(
      prepared(sql`
        insert into drawer_movement
          (tenant_id, id, drawer_id, outlet_id, kind, amount, reason, payment_id, by, business_date, at)
        values (current_setting('app.tenant_id')::uuid, ${id}, ${drawerId}, ${outletId}, ${kind}, ${amount}, ${reason},
                ${paymentId}, ${by}, ${date}, ${now})`),
    );
  }
}
