import { aggregateColumns, stateCopyTable } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Orders, bills, tickets, tables and their sessions, and what other services told us. */
export class TakeOrders1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table orders (${aggregateColumns},
        order_number text not null,
        token integer,
        outlet_id uuid not null,
        bill_id uuid not null,
        customer_id uuid,
        table_session_id uuid,
        table_id uuid,
        table_label text,
        fulfilment text not null,
        channel text not null,
        status text not null,
        payment_status text not null,
        awaits jsonb not null,
        rejection jsonb,
        business_date date not null,
        client_reference uuid,
        external_reference text,
        covers integer,
        notes text,
        placed_by uuid not null,
        placed_by_kind text not null,
        lines jsonb not null,
        applied_rules jsonb not null,
        taxes jsonb not null,
        subtotal bigint not null,
        discount bigint not null,
        taxable bigint not null,
        tax bigint not null,
        total bigint not null check (total >= 0),
        history jsonb not null,
        ends_at timestamptz,
        constraint order_number_once unique (tenant_id, order_number))`);
    await runner.query(`
      create unique index client_reference_once on orders (tenant_id, client_reference)
      where client_reference is not null`);
    await runner.query('create index orders_of_outlet on orders (tenant_id, outlet_id, id)');
    await runner.query(
      'create index orders_of_customer on orders (tenant_id, customer_id, id) where customer_id is not null',
    );
    await runner.query(
      'create index orders_of_session on orders (tenant_id, table_session_id, id) where table_session_id is not null',
    );
    // The sweep asks over all tenants for what has ended by itself; few rows wait at a time.
    await runner.query('create index orders_that_end on orders (ends_at) where ends_at is not null');
    await runner.query(`select chowk_protect('orders', worker => 'select')`);

    await runner.query(`
      create table bill (${aggregateColumns},
        outlet_id uuid not null,
        business_date date not null,
        status text not null,
        customer_id uuid,
        table_session_id uuid,
        orders jsonb not null,
        payments jsonb not null,
        subtotal bigint not null,
        round_off bigint not null,
        total bigint not null check (total >= 0),
        paid bigint not null check (paid >= 0),
        refunded bigint not null check (refunded >= 0),
        due bigint not null check (due >= 0))`);
    await runner.query('create index bills_of_outlet on bill (tenant_id, outlet_id, id)');
    await runner.query(
      'create index bills_of_session on bill (tenant_id, table_session_id) where table_session_id is not null',
    );
    await runner.query(`select chowk_protect('bill')`);

    await runner.query(`
      create table ticket (${aggregateColumns},
        order_id uuid not null,
        order_number text not null,
        token integer not null,
        outlet_id uuid not null,
        station text not null,
        business_date date not null,
        table_label text,
        fulfilment text not null,
        status text not null,
        lines jsonb not null,
        history jsonb not null)`);
    await runner.query('create index tickets_of_order on ticket (tenant_id, order_id)');
    await runner.query(`
      create index tickets_in_the_kitchen on ticket (tenant_id, outlet_id, id)
      where status in ('QUEUED', 'STARTED', 'READY')`);
    await runner.query(`select chowk_protect('ticket')`);

    await runner.query(`
      create table dining_table (${aggregateColumns},
        outlet_id uuid not null,
        label text not null,
        area text,
        seats integer not null,
        is_removed boolean not null)`);
    await runner.query(`
      create unique index table_label_once on dining_table (tenant_id, outlet_id, label) where not is_removed`);
    await runner.query(`select chowk_protect('dining_table')`);

    await runner.query(`
      create table table_session (${aggregateColumns},
        outlet_id uuid not null,
        table_id uuid not null,
        table_label text not null,
        table_area text,
        business_date date not null,
        status text not null,
        bill_id uuid not null,
        members jsonb not null,
        covers integer,
        opened_by text not null,
        closed_at timestamptz)`);
    await runner.query(`
      create unique index one_open_session_per_table on table_session (tenant_id, table_id) where status = 'OPEN'`);
    await runner.query(`select chowk_protect('table_session')`);

    await runner.query(`
      create table token_counter (
        tenant_id uuid not null,
        outlet_id uuid not null,
        business_date date not null,
        last integer not null,
        primary key (tenant_id, outlet_id, business_date))`);
    await runner.query(`select chowk_protect('token_counter')`);

    for (const copy of ['known_item', 'known_rule', 'known_outlet'])
      for (const statement of stateCopyTable(copy)) await runner.query(statement);

    await runner.query(`
      create table timeline (
        tenant_id uuid not null,
        order_id uuid not null,
        event_id uuid not null,
        type text not null,
        service text not null,
        occurred_at timestamptz not null,
        aggregate_id text not null,
        aggregate_version integer not null,
        causation text,
        data jsonb not null,
        primary key (tenant_id, order_id, event_id))`);
    await runner.query(`select chowk_protect('timeline')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
