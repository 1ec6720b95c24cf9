/**
 * Columns and key that every aggregate's table begins with, for `create table` in migrations. Migrations that ran stay as they
 * were: this text is never changed, other columns would be another constant.
 */
export const aggregateColumns = `
  tenant_id uuid not null,
  id uuid not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)`;
