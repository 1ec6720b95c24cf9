import { NotFound, NotYetAvailable, PermissionDenied, socketScreens, type SocketNamespace } from '@chowk/contracts';
import { refuse, runInCall, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { KnownOutlets } from '../database/known-outlets.js';
import { OrderAudience } from '../database/order-audience.js';
import { customerRoom, floorRoom, kitchenRoom, managersRoom, stationRoom, tableSessionRoom } from '../domain/room.js';

/** Whether somebody may enter a namespace at all. */
export function opensTo(who: Principal, namespace: SocketNamespace): boolean {
  return socketScreens[namespace].permissions.some((permission) => who.can(permission));
}

/** What a caller wants to see of what they may see. */
export interface Narrowing {
  readonly outlet?: string | undefined;
  readonly station?: string | undefined;
}

/** The rooms of a person in a namespace: chosen from their token, narrowed by their wish, never widened. */
@Injectable()
export class ChooseRooms {
  constructor(
    private readonly outlets: KnownOutlets,
    private readonly audience: OrderAudience,
  ) {}

  /**
   * Throws PERMISSION_DENIED without the namespace's permission, NOT_FOUND for an outlet or station that is not theirs, and
   * NOT_YET_AVAILABLE while auth has not told of any outlet.
   */
  run(who: Principal, namespace: SocketNamespace, wish: Narrowing = {}): Promise<readonly string[]> {
    if (!opensTo(who, namespace)) throw refuse(PermissionDenied, { anyOf: socketScreens[namespace].permissions });
    return runInCall({ tenantId: who.tenantId, transaction: undefined }, async () => {
      if (namespace === '/orders' && !who.can('order:read')) {
        // Their rooms are of no outlet, but one that is not there is a mistake to be told of
        if (wish.outlet !== undefined) await this.#outletsOf(who, wish.outlet);
        return this.#roomsOfGuest(who);
      }
      const outlets = await this.#outletsOf(who, wish.outlet);
      if (namespace === '/orders') return outlets.map(floorRoom);
      if (namespace === '/managers') return outlets.map(managersRoom);
      const stations = stationsOf(who, wish.station);
      if (stations.length === 0) return outlets.map(kitchenRoom);
      return outlets.flatMap((outlet) => stations.map((station) => stationRoom(outlet, station)));
    });
  }

  /** A guest is of the table session that the token names, and of no other; customers sit where they were told to sit. */
  async #roomsOfGuest(who: Principal): Promise<readonly string[]> {
    if (who.tableSessionId !== undefined) return [tableSessionRoom(who.tableSessionId)];
    const sessions = await this.audience.tableSessionsOf(who.id);
    return [customerRoom(who.id), ...sessions.map(tableSessionRoom)];
  }

  async #outletsOf(who: Principal, wish: string | undefined): Promise<readonly string[]> {
    const outlets = who.outlets === 'all' ? await this.outlets.openIds() : [...who.outlets].sort();
    if (outlets.length === 0) throw refuse(NotYetAvailable, { outlets: 'none known' }, { retryAfter: 1 });
    if (wish === undefined) return outlets;
    if (!outlets.includes(wish)) throw refuse(NotFound);
    return [wish];
  }
}

function stationsOf(who: Principal, wish: string | undefined): readonly string[] {
  if (wish === undefined) return who.stations;
  if (who.stations.length > 0 && !who.stations.includes(wish)) throw refuse(NotFound);
  return [wish];
}
