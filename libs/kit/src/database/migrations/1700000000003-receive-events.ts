import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Receipts refuse by raising, so that a handler's statements may be on their way behind them. */
export class ReceiveEvents1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(admitFunction);
    await runner.query(receiveFunction);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

const admitFunction = `
  create function chowk_admit(is_open boolean) returns void language plpgsql as $function$
  begin
    if not is_open then raise exception 'a copy of the tenant is being rebuilt' using errcode = 'CH423'; end if;
  end $function$`;

// One that is known already waits for the transaction that knows it, and raises once that is committed.
const receiveFunction = `
  create function chowk_receive(is_open boolean, tenant uuid, reader text, event uuid, body bytea, from_topic text,
    from_key text, parks boolean) returns void language plpgsql as $function$
  begin
    perform chowk_admit(is_open);
    insert into inbox (tenant_id, consumer, event_id, body_hash, handled_at)
      values (tenant, reader, event, body, now()) on conflict do nothing;
    if not found then
      if (select body_hash = body from inbox where tenant_id = tenant and consumer = reader and event_id = event) then
        raise exception 'the event was handled before' using errcode = 'CH208';
      end if;
      raise exception 'the event is known with another body' using errcode = 'CH409';
    end if;
    if parks and exists (select 1 from dead_letter where tenant_id = tenant and consumer = reader and topic = from_topic
        and key = from_key and state = 'OPEN') then
      raise exception 'an earlier event of the key has failed' using errcode = 'CH424';
    end if;
  end $function$`;
