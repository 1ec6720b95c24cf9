import type { RoomName } from '../database/room-log.js';

/** Hint between instances: something was told in this room. */
export const roomNews = ({ tenantId, room }: RoomName): string => `room:${tenantId}:${room}`;
/** Hint between instances: the rooms of people of this tenant may have changed. */
export const audienceNews = (tenantId: string): string => `audience:${tenantId}`;
