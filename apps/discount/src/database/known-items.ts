import { ItemState } from '@chowk/contracts';
import { Database, StateCopy } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** What catalog sells, as it told us. */
@Injectable()
export class KnownItems extends StateCopy<typeof ItemState> {
  constructor(database: Database) {
    super(database, ItemState, 'known_item');
  }
}
