import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An order and the closing of its business day: whoever comes second waits for the first one's commit and then finds things as they
 * are. The lock is the one that closing a day takes alone.
 */
export class SellOnOpenDays1795200002001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function order_on_open_day() returns trigger language plpgsql as $function$
      begin
        perform pg_advisory_xact_lock_shared(
          hashtextextended('day ' || new.outlet_id::text || new.business_date::text, 0));
        perform 1 from outlet_day
          where tenant_id = new.tenant_id and outlet_id = new.outlet_id and business_date = new.business_date;
        if found then
          raise exception 'new row of % is of a business day whose books are closed', tg_table_name
            using errcode = 'check_violation', constraint = 'order_on_open_day', table = tg_table_name;
        end if;
        return new;
      end $function$`);
    await runner.query(`
      create trigger order_on_open_day before insert on orders for each row execute function order_on_open_day()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
