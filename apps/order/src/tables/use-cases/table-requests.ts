import { Injectable } from '@nestjs/common';
import type { TableRequestBody } from '@chowk/contracts';
import { Clock, cutPage, decodeCursor, InjectStore, Store, type Principal } from '@chowk/kit';
import { z } from 'zod';
import type { TableRequest } from '../domain/table-request.js';
import { TableSession } from '../domain/table-session.js';
import { FindTableSessions } from './find-table-sessions.js';

export interface TableRequestQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly count: boolean;
  readonly status?: TableRequest['status'] | undefined;
}

/** A wish and the table it comes from. */
export interface AskedAtTable {
  readonly session: TableSession;
  readonly request: TableRequest;
}

export interface TableRequestPage {
  readonly items: readonly AskedAtTable[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

/** What the people at a table want, and who looks after it. */
@Injectable()
export class TableRequests {
  constructor(
    private readonly clock: Clock,
    private readonly findSessions: FindTableSessions,
    @InjectStore(TableSession) private readonly sessions: Store<TableSession>,
  ) {}

  /** Asks for something; what is asked for already stays one wish. Throws NotFound, TABLE_SESSION_CLOSED, RATE_LIMITED. */
  async ask(
    sessionId: string,
    { kind, note }: TableRequestBody,
    who: Principal,
  ): Promise<AskedAtTable & { readonly isNew: boolean }> {
    await this.findSessions.one(sessionId, who);
    const by = `${who.kind}:${who.id}`;
    let asked: { request: TableRequest; isNew: boolean } | undefined;
    const session = await this.sessions.change(sessionId, (locked) => {
      asked = locked.ask({ kind, note: note ?? null, by }, this.clock.now());
    });
    if (!asked) throw new Error(`A wish of session ${sessionId} was lost`);
    return { session, ...asked };
  }

  /** A page of the wishes of a session, newest first. Throws NotFound. */
  async list(sessionId: string, query: TableRequestQuery, who: Principal): Promise<TableRequestPage> {
    const { limit, cursor, count, status } = query;
    const session = await this.findSessions.one(sessionId, who);
    const before = cursor === undefined ? undefined : decodeCursor(cursor, z.uuid());
    const all = session.requests.filter((request) => status === undefined || request.status === status).reverse();
    const rest = all.filter(({ requestId }) => before === undefined || requestId < before);
    const { items, nextCursor } = cutPage(rest.slice(0, limit + 1), limit, ({ requestId }) => requestId);
    const page = { items: items.map((request) => ({ session, request })), nextCursor };
    return count ? { ...page, total: all.length } : page;
  }

  /** Somebody looked after a wish. Throws NotFound. */
  async attend(sessionId: string, requestId: string, who: Principal): Promise<AskedAtTable> {
    await this.findSessions.one(sessionId, who);
    let request: TableRequest | undefined;
    const session = await this.sessions.change(sessionId, (locked) => {
      request = locked.attend(requestId, `${who.kind}:${who.id}`, this.clock.now());
    });
    if (!request) throw new Error(`A wish of session ${sessionId} was lost`);
    return { session, request };
  }
}
