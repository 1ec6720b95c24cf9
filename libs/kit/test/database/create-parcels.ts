import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateParcels1760000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table parcel (
        tenant_id uuid not null, id uuid not null, version integer not null,
        created_at timestamptz not null, updated_at timestamptz not null,
        outlet_id uuid, label text not null, weight integer not null check (weight > 0), price bigint not null,
        packed_on date, contents jsonb not null,
        primary key (tenant_id, id), constraint parcel_label_key unique (tenant_id, label))`);
    await runner.query(`select chowk_protect('parcel')`);
    await runner.query(`
      create table stamp (
        tenant_id uuid not null, id uuid not null, parcel_id uuid not null, primary key (tenant_id, id),
        foreign key (tenant_id, parcel_id) references parcel (tenant_id, id))`);
    await runner.query(`select chowk_protect('stamp', worker => 'all')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
