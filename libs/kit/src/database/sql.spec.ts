import { describe, expect, it } from 'vitest';
import { writes } from './idempotency-key.js';
import { snakeCase } from './snake-naming.js';
import { joinSql, prepared, sql } from './sql.js';

describe('A tagged statement', () => {
  it('makes every value a parameter, whatever is in it', () => {
    const name = `'; drop table orders; --`;
    expect(sql`select * from orders where name = ${name} and id = ${7}`).toMatchObject({
      text: 'select * from orders where name = $1 and id = $2',
      values: [name, 7],
    });
  });

  it('takes in other statements with their parameters renumbered', () => {
    const condition = joinSql([sql`a = ${1}`, sql`b in (${2}, ${3})`], ' and ');
    expect(sql`select ${0} from t where ${condition} limit ${4}`).toMatchObject({
      text: 'select $1 from t where a = $2 and b in ($3, $4) limit $5',
      values: [0, 1, 2, 3, 4],
    });
  });

  it('does not take a plain object for a statement', () => {
    const forged = { text: 'drop table orders', values: [] };
    expect(sql`select ${forged}`).toMatchObject({ text: 'select $1', values: [forged] });
  });

  it('has one name per text when prepared, short enough for PostgreSQL', () => {
    const [one, same, other] = [prepared(sql`select ${1}`), prepared(sql`select ${2}`), prepared(sql`select ${1}, 2`)];
    expect(one?.name).toBe(same?.name);
    expect(one?.name).not.toBe(other?.name);
    expect(one?.name?.length).toBeLessThan(64);
  });
});

describe('What counts as a write', () => {
  it.each([
    ['insert into orders values (1)', true],
    ['with a as (update orders set x = 1 returning 1) select 1', true],
    ['  UPDATE "orders" SET "x" = 1', true],
    ['delete from orders', true],
    ['select * from orders for update', false],
    ['select updated_at from orders', false],
    ['update idempotency set state = $1', false],
    ['insert into idempotency (tenant_id) values ($1)', false],
  ])('%s: %s', (text, isWrite) => {
    expect(writes(text)).toBe(isWrite);
  });
});

describe('Names of columns', () => {
  it.each([
    ['placedAt', 'placed_at'],
    ['tenantId', 'tenant_id'],
    ['upiVPA', 'upi_vpa'],
    ['GSTNumber', 'gst_number'],
    ['line2Total', 'line2_total'],
  ])('%s is %s', (property, column) => {
    expect(snakeCase(property)).toBe(column);
  });
});
