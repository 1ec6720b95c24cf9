import { defineService, StoreModule } from '@chowk/kit';
import { Module } from '@nestjs/common';
import { notificationConfig } from './config.js';
import { KeepRooms1764200000000 } from './database/migrations/1764200000000-keep-rooms.js';
import { KeepMessages1764200000001 } from './database/migrations/1764200000001-keep-messages.js';
import { KnowGuests1795270000000 } from './database/migrations/1795270000000-know-guests.js';
import { KnowWhoLeft1795280000000 } from './database/migrations/1795280000000-know-who-left.js';
import { OutgoingMessage } from './messages/domain/outgoing-message.js';
import { OtpListener } from './messages/events/otp.listener.js';
import { Sms } from './messages/external/sms.js';
import { Twilio } from './messages/external/twilio.js';
import { MessageMetrics } from './messages/use-cases/message-metrics.js';
import { QueueOtp } from './messages/use-cases/queue-otp.js';
import { SendMessage } from './messages/use-cases/send-message.js';
import { SendingQueue } from './messages/use-cases/sending-queue.js';
import { ClosedDoors } from './rooms/database/closed-doors.js';
import { KnownOutlets } from './rooms/database/known-outlets.js';
import { OrderAudience } from './rooms/database/order-audience.js';
import { RoomLog } from './rooms/database/room-log.js';
import { StreamTickets } from './rooms/database/stream-tickets.js';
import { AuthSessionListener } from './rooms/events/auth-session.listener.js';
import { BillListener } from './rooms/events/bill.listener.js';
import { DeviceListener } from './rooms/events/device.listener.js';
import { DrawerListener } from './rooms/events/drawer.listener.js';
import { OrderListener } from './rooms/events/order.listener.js';
import { OutletListener } from './rooms/events/outlet.listener.js';
import { PaymentListener } from './rooms/events/payment.listener.js';
import { StockListener } from './rooms/events/stock.listener.js';
import { TableSessionListener } from './rooms/events/table-session.listener.js';
import { TicketListener } from './rooms/events/ticket.listener.js';
import { SubscribeController } from './rooms/http/subscribe.controller.js';
import { Admit } from './rooms/sockets/admit.js';
import { FindRoom } from './rooms/sockets/find-room.js';
import { OpenScreens } from './rooms/sockets/open-screens.js';
import { OpenStreams } from './rooms/sockets/open-streams.js';
import { RoomFeeds } from './rooms/sockets/room-feeds.js';
import { SocketMetrics } from './rooms/sockets/socket-metrics.js';
import { SocketServer } from './rooms/sockets/socket-server.js';
import { ChooseRooms } from './rooms/use-cases/choose-rooms.js';
import { ClearRooms } from './rooms/use-cases/clear-rooms.js';
import { FindSubscription } from './rooms/use-cases/find-subscription.js';
import { TellRooms } from './rooms/use-cases/tell-rooms.js';

const entities = [OutgoingMessage];

const rooms = [
  ...[TellRooms, ChooseRooms, ClearRooms, FindSubscription],
  ...[RoomLog, OrderAudience, KnownOutlets, ClosedDoors, StreamTickets],
  ...[SocketServer, OpenScreens, OpenStreams, RoomFeeds, FindRoom, Admit, SocketMetrics],
];
const messages = [QueueOtp, SendMessage, SendingQueue, MessageMetrics, { provide: Sms, useClass: Twilio }];

@Module({
  imports: [StoreModule.of(...entities)],
  controllers: [
    ...[OrderListener, TicketListener, TableSessionListener, BillListener],
    ...[PaymentListener, DrawerListener, StockListener, DeviceListener],
    ...[OutletListener, AuthSessionListener, OtpListener, SubscribeController],
  ],
  providers: [...rooms, ...messages],
})
export class NotificationModule {}

export const notification = defineService({
  name: 'notification',
  module: NotificationModule,
  config: notificationConfig,
  database: {
    entities,
    migrations: [KeepRooms1764200000000, KeepMessages1764200000001, KnowGuests1795270000000, KnowWhoLeft1795280000000],
  },
  // A screen that misses one event must not miss all that follow
  onDeadLetter: 'skip',
  // What one step of an order tells comes to its rooms together, sooner than anybody at a screen notices
  eventsWaitMs: 25,
});
