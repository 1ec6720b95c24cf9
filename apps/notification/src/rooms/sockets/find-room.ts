import type { SocketNamespace } from '@chowk/contracts';
import { runInCall, type Principal } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { OrderAudience } from '../database/order-audience.js';
import { RoomLog } from '../database/room-log.js';
import { roomsOfPlacer } from '../domain/room-routes.js';
import { floorRoom, kitchenRoom, managersRoom } from '../domain/room.js';
import { ChooseRooms, type Narrowing } from '../use-cases/choose-rooms.js';
import type { Positions } from './screen.js';

const orderName = /^order:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Which rooms there are for somebody, and where they stand. */
@Injectable()
export class FindRoom {
  constructor(
    private readonly choose: ChooseRooms,
    private readonly log: RoomLog,
    private readonly audience: OrderAudience,
  ) {}

  /** The rooms of a person and the number of the newest event in each. Throws as {@link ChooseRooms} does. */
  async positions(who: Principal, namespace: SocketNamespace, wish: Narrowing): Promise<Positions> {
    const rooms = await this.choose.run(who, namespace, wish);
    const extents = await this.log.extents(who.tenantId, rooms);
    return new Map([...extents].map(([room, { last }]) => [room, last]));
  }

  /** The room among `rooms` that tells of what is asked for: itself, or the one that an `order:<id>` is told in. */
  async among(rooms: ReadonlySet<string>, tenantId: string, asked: string): Promise<string | undefined> {
    if (rooms.has(asked)) return asked;
    const orderId = orderName.exec(asked)?.[1];
    if (orderId === undefined) return undefined;
    const [place] = await runInCall({ tenantId, transaction: undefined }, () => this.audience.of([orderId]));
    if (!place) return undefined;
    const { outletId } = place;
    const told = [...roomsOfPlacer(place), floorRoom(outletId), managersRoom(outletId), kitchenRoom(outletId)];
    return told.find((room) => rooms.has(room));
  }
}
