import { socketNamespaces, type SocketNamespace, type Subscription } from '@chowk/contracts';
import type { ConfigOf, Principal } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { notificationConfig } from '../../config.js';
import { FindRoom } from '../sockets/find-room.js';
import type { Positions } from '../sockets/screen.js';
import { opensTo, type Narrowing } from './choose-rooms.js';

/** The namespaces that a person may enter. */
export function namespacesOf(who: Principal): readonly SocketNamespace[] {
  return socketNamespaces.filter((namespace) => opensTo(who, namespace));
}

/** Where a person connects, and what they see there. */
@Injectable()
export class FindSubscription {
  constructor(
    private readonly rooms: FindRoom,
    @Inject(notificationConfig.token) private readonly config: ConfigOf<typeof notificationConfig>,
  ) {}

  /** Throws NOT_FOUND for an outlet or a station that is not theirs. */
  async run(who: Principal, wish: Narrowing): Promise<Subscription> {
    const namespaces = await Promise.all(
      namespacesOf(who).map(async (namespace) => ({
        namespace,
        rooms: listed(await this.rooms.positions(who, namespace, wish)),
      })),
    );
    return {
      path: '/socket.io',
      transports: ['websocket'],
      namespaces,
      stream: '/api/v1/notifications/subscribe',
      resumeHours: this.config.RESUME_HOURS,
    };
  }
}

function listed(positions: Positions): { room: string; seq: number }[] {
  return [...positions].map(([room, seq]) => ({ room, seq }));
}
