/** Names of rooms. A room belongs to one tenant; the same name in two tenants is two rooms. */
export const customerRoom = (customerId: string): string => `customer:${customerId}`;
export const tableSessionRoom = (tableSessionId: string): string => `table-session:${tableSessionId}`;
export const floorRoom = (outletId: string): string => `floor:${outletId}`;
export const kitchenRoom = (outletId: string): string => `kitchen:${outletId}`;
export const stationRoom = (outletId: string, station: string): string => `kitchen:${outletId}:${station}`;
export const managersRoom = (outletId: string): string => `managers:${outletId}`;

export const isManagersRoom = (room: string): boolean => room.startsWith('managers:');
