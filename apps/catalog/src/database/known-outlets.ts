import { OutletState } from '@chowk/contracts';
import { Database, StateCopy } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** The outlets as auth told of them: their zone and business day. */
@Injectable()
export class KnownOutlets extends StateCopy<typeof OutletState> {
  constructor(database: Database) {
    super(database, OutletState, 'known_outlet');
  }
}
