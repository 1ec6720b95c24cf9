import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Guests at tables, what they ask for, and two rules that no race may break. */
export class SeatGuests1795200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table table_session
        add column guests jsonb not null default '[]',
        add column requests jsonb not null default '[]',
        add column approved_at timestamptz,
        add column approved_by text,
        add column pin text,
        add column pin_failures integer not null default 0`);
    await runner.query('create index sessions_of_outlet on table_session (tenant_id, outlet_id, id)');
    await runner.query('create index sessions_of_table on table_session (tenant_id, table_id, id)');

    // Each list of orders by what staff filter by most; the id at the end is the order of the page.
    await runner.query('create index orders_of_day on orders (tenant_id, outlet_id, business_date, id)');
    await runner.query('create index orders_by_status on orders (tenant_id, status, id)');
    await runner.query('create index orders_of_table on orders (tenant_id, table_id, id) where table_id is not null');
    await runner.query(`
      create index orders_not_paid on orders (tenant_id, outlet_id, id) where payment_status in ('UNPAID', 'PARTLY_PAID')`);

    // An order and the closing of its session, a session and the removal of its table: whoever comes second waits for the
    // first one's commit and then finds things as they are. The row's lock is what makes that sure, not the look alone.
    await runner.query(whileOpen('order_in_open_session', 'table_session', 'table_session_id', `status = 'OPEN'`));
    await runner.query(`
      create trigger order_in_open_session before insert on orders
      for each row when (new.table_session_id is not null) execute function order_in_open_session()`);
    await runner.query(whileOpen('session_at_a_table', 'dining_table', 'table_id', 'not is_removed'));
    await runner.query(`
      create trigger session_at_a_table before insert on table_session
      for each row execute function session_at_a_table()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}

/** A trigger function that refuses a new row, as a check of that name would, unless the row it points to is still so. */
function whileOpen(name: string, target: string, column: string, condition: string): string {
  return `
    create function ${name}() returns trigger language plpgsql as $function$
    begin
      perform 1 from ${target} where tenant_id = new.tenant_id and id = new.${column} and ${condition} for share;
      if not found then
        raise exception 'new row of % needs a row of ${target} where ${condition.replaceAll("'", '"')}', tg_table_name
          using errcode = 'check_violation', constraint = '${name}', table = tg_table_name;
      end if;
      return new;
    end $function$`;
}
