import { aggregateColumns } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tenants with their outlets, staff and customers. */
export class KeepTenantsAndPeople1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A slug names one tenant of the whole platform; an exclusion, since unique keys of tenants' tables begin with the tenant.
    await runner.query(`
      create table tenants (
        ${aggregateColumns},
        slug text not null,
        name text not null,
        status text not null check (status in ('ACTIVE', 'SUSPENDED')),
        capabilities jsonb not null,
        time_zone text not null,
        languages jsonb not null,
        origins jsonb not null,
        prices_include_tax boolean not null,
        order_number_prefix text not null,
        tax_registrations jsonb not null,
        settings jsonb not null,
        check (tenant_id = id),
        constraint tenants_slug_taken exclude using btree (slug with =))`);
    await runner.query(`select chowk_protect('tenants')`);

    await runner.query(`
      create table outlets (
        ${aggregateColumns},
        code text not null,
        name text not null,
        time_zone text not null,
        business_day_start text not null,
        tax_registration_id uuid not null,
        address jsonb not null,
        coordinates jsonb,
        opening_hours jsonb not null,
        stations jsonb not null,
        attributes jsonb not null,
        removed boolean not null,
        constraint outlets_code_taken unique (tenant_id, code))`);
    await runner.query(`select chowk_protect('outlets')`);

    // A user name holds no @, so that nobody's user name is somebody else's e-mail address.
    await runner.query(`
      create table staff (
        ${aggregateColumns},
        name text not null,
        email text check (email = lower(email) and email like '%@%'),
        username text check (username = lower(username) and username not like '%@%'),
        password_hash text,
        language text not null,
        roles jsonb not null,
        outlet_ids jsonb,
        status text not null check (status in ('INVITED', 'ACTIVE', 'SUSPENDED')),
        check (email is not null or username is not null),
        constraint staff_email_taken unique (tenant_id, email),
        constraint staff_username_taken unique (tenant_id, username))`);
    await runner.query(`select chowk_protect('staff')`);

    await runner.query(`
      create table customers (
        ${aggregateColumns},
        phone text not null,
        name text,
        language text not null,
        registered_at timestamptz not null,
        constraint customers_phone_taken unique (tenant_id, phone))`);
    await runner.query(`select chowk_protect('customers')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
