import { Injectable } from '@nestjs/common';
import { NotFound } from '@chowk/contracts';
import { cutPage, Database, decodeCursor, InjectStore, refuse, Store, type Principal } from '@chowk/kit';
import { LessThan, type FindOptionsWhere } from 'typeorm';
import { z } from 'zod';
import { TableSession } from '../domain/table-session.js';
import { CheckFilters } from '../../orders/use-cases/check-filters.js';
import { withinScope } from '../../orders/use-cases/reader-scope.js';

export interface TableSessionQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly status?: TableSession['status'] | undefined;
  readonly outlet?: string | undefined;
  readonly table?: string | undefined;
  readonly date?: string | undefined;
}

export interface TableSessionPage {
  readonly items: readonly TableSession[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** Table sessions as staff of the outlet and the people at the table may see them. */
@Injectable()
export class FindTableSessions {
  constructor(
    private readonly database: Database,
    private readonly checkFilters: CheckFilters,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** The session. Throws NotFound, also for sessions of others. */
  async one(id: string, who: Principal): Promise<TableSession> {
    const session = await this.sessions.get(id);
    if (!this.isSeenBy(session, who)) throw refuse(NotFound);
    return session;
  }

  /** A page of the sessions at the outlets of a staff member, newest first. Throws NotFound as {@link CheckFilters} does. */
  async list(query: TableSessionQuery, who: Principal): Promise<TableSessionPage> {
    const { limit, cursor, count, status, outlet, table, date } = query;
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const where = (extra: FindOptionsWhere<TableSession>): FindOptionsWhere<TableSession> => ({
      ...withinScope(who.outlets === 'all' ? {} : { outlets: who.outlets }, { outletId: outlet }),
      ...(status === undefined ? {} : { status }),
      ...(table === undefined ? {} : { tableId: table }),
      ...(date === undefined ? {} : { businessDate: date }),
      ...extra,
    });
    const rows = await this.sessions.findBy(where(before === undefined ? {} : { id: LessThan(before) }), {
      order: { id: 'DESC' },
      limit: limit + 1,
    });
    if (rows.length === 0) await this.checkFilters.run({ outlet, table }, who);
    const page = cutPage(rows, limit, ({ id }) => id);
    if (!count) return page;
    const total = await this.database.transaction(({ manager }) => manager.count(TableSession, { where: where({}) }));
    return { ...page, total };
  }

  private isSeenBy(session: TableSession, who: Principal): boolean {
    if (who.can('table-session:manage')) return who.mayEnter(session.outletId);
    return who.kind === 'guest' ? who.tableSessionId === session.id : session.members.includes(who.id);
  }
}
