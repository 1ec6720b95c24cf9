import type { MigrationInterface, QueryRunner } from 'typeorm';

const day = `
  tenant_id uuid not null,
  outlet_id uuid not null,
  business_date date not null`;

const counter = (name: string): string => `add column ${name} bigint not null default 0`;

/** What happens more than once to an order, what is voided, given free, refunded and tipped, and how long tickets and tables take. */
export class CountEvenings1795260000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A fact that can happen again to its subject is told apart by the subject's version; of all others there is one.
    await runner.query(`
      alter table counted_event
        add column version integer not null default 0,
        add column occurrence integer not null default 0,
        drop constraint counted_once,
        add constraint counted_once unique (tenant_id, type, subject_id, occurrence)`);

    const counters = [
      ...['lines_voided', 'voided', 'lines_comped', 'comped'],
      ...['bills_refunded', 'credited', 'tips', 'table_sessions_closed'],
    ];
    await runner.query(`alter table daily_metric ${counters.map(counter).join(', ')}`);
    await runner.query(`alter table tender_metric ${counter('tips')}`);

    // Rows from before have no answer: an order whose sale is known was confirmed then.
    await runner.query(`
      alter table counted_order add column is_confirmed boolean, add column sale_version integer not null default 0`);

    await runner.query(`
      create table ticket_time (${day},
        ticket_id uuid not null,
        station text not null,
        queued_at timestamptz,
        started_at timestamptz,
        ready_at timestamptz,
        is_voided boolean not null,
        primary key (tenant_id, ticket_id))`);
    await runner.query('create index ticket_time_of_day on ticket_time (tenant_id, business_date, outlet_id)');
    await runner.query(`select chowk_protect('ticket_time')`);

    await runner.query(`
      create table sitting_time (${day},
        table_session_id uuid not null,
        opened_at timestamptz,
        closed_at timestamptz,
        primary key (tenant_id, table_session_id))`);
    await runner.query('create index sitting_time_of_day on sitting_time (tenant_id, business_date, outlet_id)');
    await runner.query(`select chowk_protect('sitting_time')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
