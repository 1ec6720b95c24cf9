import { Injectable } from '@nestjs/common';
import { InjectStore, Store, type Principal } from '@chowk/kit';
import { newTablePin } from '../domain/table-pin.js';
import { TableSession } from '../domain/table-session.js';
import { FindTableSessions } from './find-table-sessions.js';

/** Gives a table another PIN: nobody can join with the old one, those who sit there stay. */
@Injectable()
export class RenewTablePin {
  constructor(
    private readonly findSessions: FindTableSessions,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** The session with its new PIN, never the one it had. Throws NotFound, TABLE_SESSION_CLOSED, VERSION_CONFLICT. */
  async run(id: string, who: Principal, expectedVersion?: number): Promise<TableSession> {
    await this.findSessions.one(id, who);
    return this.sessions.change(
      id,
      (session) => {
        let pin = newTablePin();
        while (pin === session.pin) pin = newTablePin();
        session.lockWith(pin);
      },
      { expectedVersion },
    );
  }
}
