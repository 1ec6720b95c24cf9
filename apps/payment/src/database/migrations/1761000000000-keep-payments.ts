import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Provider accounts, payments, the webhooks as they came, and what order and auth told us. */
export class KeepPayments1761000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table provider_account (
        tenant_id uuid not null, id uuid not null, version integer not null,
        created_at timestamptz not null, updated_at timestamptz not null,
        provider text not null check (provider in ('RAZORPAY')),
        key_id text not null, key_secret text not null, webhook_secrets jsonb not null,
        primary key (tenant_id, id), constraint provider_account_once unique (tenant_id, provider))`);
    await runner.query(`select chowk_protect('provider_account')`);

    await runner.query(`
      create table payment (
        tenant_id uuid not null, id uuid not null, version integer not null,
        created_at timestamptz not null, updated_at timestamptz not null,
        outlet_id uuid not null, bill_id uuid not null, order_ids jsonb not null,
        customer_id uuid, table_session_id uuid, business_date date not null,
        tender text not null,
        status text not null check (status in
          ('CREATED', 'AUTHORISED', 'CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'QUARANTINED')),
        currency text not null check (currency = 'INR'),
        amount bigint not null check (amount > 0),
        captured bigint not null check (captured >= 0),
        refunded bigint not null check (refunded between 0 and captured),
        key_id text not null, provider_order_id text, provider_payment_id text, method text, reason text,
        refunds jsonb not null, captured_at timestamptz, second_of uuid,
        check_at timestamptz, checks integer not null,
        primary key (tenant_id, id))`);
    // Two calls at once may not begin two payments of the same bill and amount.
    await runner.query(`
      create unique index payment_payable_once on payment (tenant_id, bill_id, amount, key_id)
      where status in ('CREATED', 'FAILED') and tender = 'RAZORPAY'`);
    await runner.query(`
      create unique index payment_of_provider_order on payment (tenant_id, provider_order_id) where second_of is null`);
    // The same money cannot become two payments.
    await runner.query(`create unique index payment_of_provider_payment on payment (tenant_id, provider_payment_id)`);
    await runner.query('create index payment_of_bill on payment (tenant_id, bill_id)');
    await runner.query('create index payment_of_customer on payment (tenant_id, customer_id, id)');
    await runner.query('create index payment_to_check on payment (check_at) where check_at is not null');
    await runner.query(`select chowk_protect('payment', worker => 'select')`);

    await runner.query(`
      create table webhook_delivery (
        tenant_id uuid not null, id uuid not null,
        event_id text not null, body_hash bytea not null, body bytea not null, event text not null,
        provider_payment_id text,
        state text not null check (state in ('RECEIVED', 'PARKED', 'DONE', 'IGNORED', 'QUARANTINED', 'FAILED')),
        attempts integer not null default 0, next_at timestamptz, error text,
        received_at timestamptz not null, settled_at timestamptz,
        primary key (tenant_id, id),
        constraint webhook_event_once unique (tenant_id, event_id),
        constraint webhook_body_once unique (tenant_id, body_hash))`);
    await runner.query('create index webhook_due on webhook_delivery (next_at) where next_at is not null');
    await runner.query(`
      create index webhook_parked on webhook_delivery (tenant_id, provider_payment_id) where state = 'PARKED'`);
    await runner.query(`select chowk_protect('webhook_delivery', worker => 'select')`);

    await runner.query(`
      create table bill (
        tenant_id uuid not null, id uuid not null, version integer not null,
        outlet_id uuid not null, business_date date not null, status text not null,
        order_ids jsonb not null, customer_id uuid, table_session_id uuid,
        total bigint not null, paid bigint not null, due bigint not null,
        primary key (tenant_id, id))`);
    // Whether a thing is here at all is asked over all tenants, when a caller names one that it cannot see.
    await runner.query('create index bill_of_anybody on bill (id)');
    await runner.query(`select chowk_protect('bill', worker => 'select')`);
    await runner.query(`
      create table billed_order (
        tenant_id uuid not null, order_id uuid not null, bill_id uuid not null, outlet_id uuid not null,
        customer_id uuid, table_session_id uuid, ended text,
        primary key (tenant_id, order_id))`);
    await runner.query('create index billed_order_of_bill on billed_order (tenant_id, bill_id)');
    await runner.query('create index billed_order_of_anybody on billed_order (order_id)');
    await runner.query(`select chowk_protect('billed_order', worker => 'select')`);
    await runner.query(`
      create table outlet (
        tenant_id uuid not null, id uuid not null, version integer not null,
        time_zone text not null, business_day_start text not null,
        primary key (tenant_id, id))`);
    await runner.query(`select chowk_protect('outlet')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
