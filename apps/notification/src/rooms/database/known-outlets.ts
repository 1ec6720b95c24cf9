import { OutletState } from '@chowk/contracts';
import { Database, StateCopy } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** The outlets as auth told of them: the rooms of people whose token says "all outlets". */
@Injectable()
export class KnownOutlets extends StateCopy<typeof OutletState> {
  constructor(database: Database) {
    super(database, OutletState, 'known_outlet');
  }

  /** Ids of the outlets that are there now, in a fixed order. */
  async openIds(): Promise<readonly string[]> {
    return (await this.all())
      .filter(({ removed }) => !removed)
      .map(({ id }) => id)
      .sort();
  }
}
