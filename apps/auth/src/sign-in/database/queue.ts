import { currentTenantId, Database, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** Lets transactions about the same thing pass one after the other, also while there is no row to lock yet. */
@Injectable()
export class Queue {
  constructor(private readonly database: Database) {}

  /** Waits for its turn; the place is given up when the open transaction ends. */
  async enter(about: 'phone' | 'person', which: string): Promise<void> {
    const place = `${about}:${currentTenantId()}:${which}`;
    await this.database.query(sql`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`);
  }
}
