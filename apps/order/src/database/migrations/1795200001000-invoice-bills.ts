import { aggregateColumns } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bills with lines, shares and refunds; tax documents in series without gaps; days that are closed. */
export class InvoiceBills1795200001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bill
        add column table_label text,
        add column terms jsonb,
        add column shares jsonb not null default '[]',
        add column refunds jsonb not null default '[]',
        add column service_charge jsonb,
        add column buyer jsonb,
        add column discount bigint not null default 0 check (discount >= 0),
        add column applied_rules jsonb not null default '[]',
        add column charges jsonb not null default '[]',
        add column taxable bigint not null default 0,
        add column tax bigint not null default 0,
        add column taxes jsonb not null default '[]',
        add column tips bigint not null default 0 check (tips >= 0),
        add column credited bigint not null default 0 check (credited >= 0),
        add column prints integer not null default 0,
        add column invoice_number text,
        add column settled_at timestamptz,
        add constraint credited_of_total check (credited <= total)`);
    // Bills from before kept the totals of their orders alone; what has to be priced again needs the lines. Tables with
    // forced row-level security show a migration no rows.
    for (const name of ['bill', 'orders']) await runner.query(`alter table ${name} no force row level security`);
    await runner.query(`
      update bill set orders = lined.orders, taxable = lined.taxable, tax = lined.tax
      from (
        select bill.tenant_id, bill.id,
          coalesce(sum(o.taxable) filter (where (entry -> 'owed')::boolean), 0) as taxable,
          coalesce(sum(o.tax) filter (where (entry -> 'owed')::boolean), 0) as tax,
          jsonb_agg(entry || jsonb_build_object('token', o.token, 'lines', (
            select coalesce(jsonb_agg(line || jsonb_build_object(
              'categoryIds', '[]'::jsonb, 'granted', line -> 'discounts', 'isFree', false)), '[]')
            from jsonb_array_elements(o.lines) as line where line ->> 'status' <> 'VOIDED'))) as orders
        from bill, jsonb_array_elements(bill.orders) as entry, orders o
        where o.tenant_id = bill.tenant_id and o.id = (entry ->> 'orderId')::uuid
        group by bill.tenant_id, bill.id) as lined
      where bill.tenant_id = lined.tenant_id and bill.id = lined.id`);
    for (const name of ['bill', 'orders']) await runner.query(`alter table ${name} force row level security`);

    // Append-only: no role of the service may change or remove what was issued.
    await runner.query(`
      create table tax_document (
        tenant_id uuid not null,
        id uuid not null,
        bill_id uuid not null,
        refund_id uuid,
        outlet_id uuid not null,
        registration_id uuid not null,
        series text not null check (series in ('I', 'B', 'C')),
        financial_year integer not null,
        sequence integer not null check (sequence > 0),
        number text not null check (length(number) <= 16),
        issued_at timestamptz not null,
        issued_on date not null,
        body jsonb not null,
        primary key (tenant_id, id),
        constraint tax_document_once unique (tenant_id, registration_id, outlet_id, financial_year, series, sequence))`);
    await runner.query(
      'create unique index tax_document_of_bill on tax_document (tenant_id, bill_id) where refund_id is null',
    );
    await runner.query(
      'create unique index tax_document_of_refund on tax_document (tenant_id, refund_id) where refund_id is not null',
    );
    await runner.query(`select chowk_protect('tax_document', app => 'append')`);
    await runner.query(`
      create table tax_document_counter (
        tenant_id uuid not null,
        registration_id uuid not null,
        outlet_id uuid not null,
        financial_year integer not null,
        series text not null,
        last integer not null,
        primary key (tenant_id, registration_id, outlet_id, financial_year, series))`);
    await runner.query(`select chowk_protect('tax_document_counter')`);

    await runner.query(`
      create table outlet_day (${aggregateColumns},
        outlet_id uuid not null,
        business_date date not null,
        bills integer not null,
        total bigint not null,
        paid bigint not null,
        tips bigint not null,
        credited bigint not null,
        closed_by text not null,
        constraint outlet_day_once unique (tenant_id, outlet_id, business_date))`);
    await runner.query(`select chowk_protect('outlet_day', app => 'append')`);
    await runner.query('create index bills_of_day on bill (tenant_id, outlet_id, business_date, id)');
    await runner.query(`
      create table open_drawer (
        tenant_id uuid not null,
        id uuid not null,
        outlet_id uuid not null,
        business_date date not null,
        label text not null,
        primary key (tenant_id, id))`);
    await runner.query(`select chowk_protect('open_drawer')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
