import { aggregateColumns } from '@chowk/kit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coupons, how often each is used, and which order uses which. */
export class KeepCoupons1795250000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table coupon (${aggregateColumns}, code text not null, coupon jsonb not null, is_removed boolean not null)`);
    await runner.query(`create unique index coupon_code on coupon (tenant_id, code) where not is_removed`);
    await runner.query(`select chowk_protect('coupon')`);

    // Apart from the coupon, so that using it and changing it do not overtake each other's version.
    await runner.query(`
      create table coupon_use (
        tenant_id uuid not null,
        coupon_id uuid not null,
        uses integer not null check (uses >= 0),
        given bigint not null check (given >= 0),
        primary key (tenant_id, coupon_id))`);
    await runner.query(`select chowk_protect('coupon_use')`);

    await runner.query(`
      alter table redemption
        drop constraint redemption_status_check,
        add constraint redemption_status_check check (status in ('REDEEMED', 'REFUSED', 'RELEASED')),
        add column order_version integer not null default 0,
        add column customer_id uuid,
        add column coupon jsonb`);
    await runner.query(`
      create index redemption_of_customer on redemption (tenant_id, (coupon ->> 'couponId'), customer_id)
      where status = 'REDEEMED' and coupon is not null`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
