import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages on their way out. What they say and to whom stays sealed, and is forgotten once they are settled. */
export class KeepMessages1764200000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outgoing_message (
        tenant_id uuid not null,
        id uuid not null,
        version integer not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        channel text not null check (channel in ('SMS')),
        purpose text not null,
        about uuid not null,
        state text not null check (state in ('QUEUED', 'SENT', 'FAILED')),
        sealed text,
        attempts integer not null,
        doubts integer not null,
        requested_at timestamptz not null,
        expires_at timestamptz not null,
        next_try_at timestamptz not null,
        provider_id text,
        failure text,
        primary key (tenant_id, id),
        constraint sealed_until_settled check ((sealed is not null) = (state = 'QUEUED')))`);
    // The sweep asks over all tenants for what is due; few wait at a time.
    await runner.query(`create index outgoing_message_due on outgoing_message (next_try_at) where state = 'QUEUED'`);
    await runner.query(
      `create index outgoing_message_settled on outgoing_message (updated_at) where state <> 'QUEUED'`,
    );
    await runner.query(`select chowk_protect('outgoing_message', worker => 'all')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
