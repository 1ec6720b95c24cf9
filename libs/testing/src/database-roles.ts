import { createHmac } from 'node:crypto';
import pg from 'pg';

/** The three roles of every test database, as a service has them; none is superuser, none bypasses row-level security. */
const kinds = ['owner', 'app', 'worker'] as const;
type Kind = (typeof kinds)[number];

export const roleOf = (kind: Kind): string => `chowk_test_${kind}`;

/** Makes the roles or gives those that are there their password; the same on every run against one server. */
export async function makeRoles(admin: pg.Client, adminUrl: string): Promise<void> {
  for (const kind of kinds) {
    const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [roleOf(kind)]);
    const limits = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
    const password = pg.escapeLiteral(passwordOf(adminUrl, kind));
    await admin.query(`${rowCount === 0 ? 'create' : 'alter'} role ${roleOf(kind)} ${limits} password ${password}`);
  }
}

/** Lets only the three roles into the database and gives its schema to the owner, as the local stack does. */
export async function closeToOthers(admin: pg.Client, database: string): Promise<void> {
  await admin.query(`revoke all on database ${database} from public`);
  await admin.query(`grant connect on database ${database} to ${kinds.map(roleOf).join(', ')}`);
}

/** The address of a database on the admin's server; as a role, or as the admin. */
export function addressOf(adminUrl: string, database: string, kind?: Kind): string {
  const address = new URL(adminUrl);
  address.pathname = `/${database}`;
  if (kind) {
    address.username = roleOf(kind);
    address.password = passwordOf(adminUrl, kind);
  }
  return address.href;
}

const passwordOf = (adminUrl: string, kind: Kind): string =>
  createHmac('sha256', new URL(adminUrl).password).update(kind).digest('base64url');
