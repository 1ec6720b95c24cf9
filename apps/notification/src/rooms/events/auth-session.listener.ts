import { AuthSessionRevocation, type Received } from '@chowk/contracts';
import { Copy, Database, On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { ClosedDoors } from '../database/closed-doors.js';
import { SocketServer } from '../sockets/socket-server.js';

/** A sign-in that has ended closes its screens, on every instance. */
@Controller()
@Copy('ended-sessions', { tables: ['ended_session'] })
export class AuthSessionListener {
  constructor(
    private readonly doors: ClosedDoors,
    private readonly sockets: SocketServer,
    private readonly database: Database,
  ) {}

  @On(AuthSessionRevocation)
  async end({ data }: Received<typeof AuthSessionRevocation>): Promise<void> {
    await this.doors.keep(data.sessionId, new Date(data.until));
    this.database.afterCommit(() => this.sockets.endSession(data.sessionId));
  }
}
