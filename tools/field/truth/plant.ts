/** What a crash could have left: a change of one database, which must be seen. */
export interface Plant {
  readonly service: string;
  readonly sql: string;
}

/** Changes one row. */
export const inSome = (table: string, set: string, where = 'true') =>
  `update ${table} set ${set} where (tenant_id, id) = (select tenant_id, id from ${table} where ${where} limit 1)`;

/** Removes one row. */
export const one = (table: string, where: string) =>
  `delete from ${table} where ctid = (select ctid from ${table} where ${where} limit 1)`;
