import { OutletState, type Received } from '@chowk/contracts';
import { currentTenantId, Database, prepared, sql, StateCopy } from '@chowk/kit';
import { Injectable } from '@nestjs/common';

/** The outlets as auth told of them: their zone and business day. */
@Injectable()
export class KnownOutlets extends StateCopy<typeof OutletState> {
  constructor(private readonly own: Database) {
    super(own, OutletState, 'known_outlet');
  }

  /** Whether what was told is kept already, or something newer is. */
  async knows({ aggregateId, version }: Received<typeof OutletState>): Promise<boolean> {
    const found = await this.own.query(
      prepared(sql`
        select 1 from known_outlet
        where tenant_id = ${currentTenantId()} and id = ${aggregateId} and version >= ${version}`),
    );
    return found.length > 0;
  }
}
