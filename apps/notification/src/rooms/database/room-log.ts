import type { Received, RoomFrame } from '@chowk/contracts';
import { Clock, currentTenantId, Database, prepared, runInCall, sql } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { alarmOf } from '../domain/alarm.js';

/** How much of a room is kept: first and last number; `first` is `last + 1` when nothing is. */
export interface RoomExtent {
  readonly first: number;
  readonly last: number;
}

export interface RoomName {
  readonly tenantId: string;
  readonly room: string;
}

interface RoomRow {
  readonly seq: number;
  readonly event_id: string;
  readonly type: string;
  readonly aggregate_id: string;
  readonly version: number;
  readonly at: Date;
  readonly data: Record<string, unknown>;
}

/** What was told in each room, numbered without gaps: the truth that every instance emits from. */
@Injectable()
export class RoomLog {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes an event into its rooms, in one statement. The counters stay locked until the open transaction ends, in the order
   * of their names, so that two events never wait for each other crosswise and numbers are committed in their order.
   */
  async append({ id, type, aggregateId, version, time, data }: Received, rooms: readonly string[]): Promise<void> {
    const tenantId = currentTenantId();
    await this.database.write(
      prepared(sql`
        with numbered as (
          insert into room_counter (tenant_id, room, last_seq)
          select ${tenantId}::uuid, room, 1 from unnest(${[...new Set(rooms)].sort()}::text[]) with ordinality as wanted (room, place)
          order by place
          on conflict (tenant_id, room) do update set last_seq = room_counter.last_seq + 1
          returning room, last_seq)
        insert into room_event (tenant_id, room, seq, event_id, type, aggregate_id, version, at, data, told_at)
        select ${tenantId}::uuid, room, last_seq, ${id}::uuid, ${type}, ${aggregateId}, ${version}::integer, ${time}::timestamptz,
          ${JSON.stringify(data)}::jsonb, ${this.clock.now()}::timestamptz
        from numbered`),
    );
  }

  /** The frames after a number, in order, at most `limit`. */
  async read({ tenantId, room }: RoomName, after: number, limit: number): Promise<readonly RoomFrame[]> {
    const rows = await runInCall({ tenantId, transaction: undefined }, () =>
      this.database.query<RoomRow>(
        prepared(sql`
          select seq::float8 as seq, event_id, type, aggregate_id, version, at, data from room_event
          where tenant_id = ${tenantId} and room = ${room} and seq > ${after} order by seq limit ${limit}`),
      ),
    );
    return rows.map((row) => frameOf(room, row));
  }

  /** What is kept of each room; rooms in which nothing was ever told are empty, not missing. */
  async extents(tenantId: string, rooms: readonly string[]): Promise<ReadonlyMap<string, RoomExtent>> {
    const rows = await runInCall({ tenantId, transaction: undefined }, () =>
      this.database.query<{ room: string; first: number; last: number }>(
        prepared(sql`
          select counter.room, counter.last_seq::float8 as last, coalesce(
            (select min(seq) from room_event as kept where kept.tenant_id = counter.tenant_id and kept.room = counter.room),
            counter.last_seq + 1)::float8 as first
          from room_counter as counter where tenant_id = ${tenantId} and room = any(${rooms}::text[])`),
      ),
    );
    const known = new Map(rows.map(({ room, first, last }) => [room, { first, last }]));
    return new Map(rooms.map((room) => [room, known.get(room) ?? { first: 1, last: 0 }]));
  }

  /** Last numbers of rooms of any tenants, in the order they are named in; 0 where nothing was told. */
  async lastOf(names: readonly RoomName[]): Promise<readonly number[]> {
    const rows = await this.database.worker.query<{ last: number }>(
      prepared(sql`
        select coalesce(counter.last_seq, 0)::float8 as last
        from unnest(${names.map(({ tenantId }) => tenantId)}::uuid[], ${names.map(({ room }) => room)}::text[])
          with ordinality as wanted (tenant_id, room, place)
        left join room_counter as counter using (tenant_id, room) order by place`),
    );
    return rows.map(({ last }) => last);
  }
}

function frameOf(room: string, { seq, event_id, type, aggregate_id, version, at, data }: RoomRow): RoomFrame {
  const alarm = alarmOf(room, type, data);
  const frame = { room, seq, id: event_id, type, at: at.toISOString(), aggregateId: aggregate_id, version, data };
  return alarm === undefined ? frame : { ...frame, alarm };
}
