import { DrawerClosed, PaymentQuarantined, StockLow, StockOut, type Alarm } from '@chowk/contracts';
import { isManagersRoom } from './room.js';

/** A drawer that was counted right is no alarm. */
const alarms = new Map<string, (data: unknown) => Alarm | undefined>([
  [DrawerClosed.type, (data) => (DrawerClosed.schema.parse(data).difference === 0 ? undefined : 'DRAWER_DIFFERENCE')],
  [PaymentQuarantined.type, () => 'PAYMENT_QUARANTINED'],
  [StockLow.type, () => 'STOCK_LOW'],
  [StockOut.type, () => 'STOCK_OUT'],
]);

/** Why managers should look at once, when they should; nobody else is alarmed. */
export function alarmOf(room: string, type: string, data: unknown): Alarm | undefined {
  return isManagersRoom(room) ? alarms.get(type)?.(data) : undefined;
}
