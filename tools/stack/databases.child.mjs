// Reads `{ serverUrl, databases: [{ name, passwords: { owner, app, worker } }] }` from standard input.
import { text } from 'node:stream/consumers';
import pg from 'pg';

const quoted = (name) => pg.escapeIdentifier(name);

/** Makes a role that can sign in and nothing more, or gives the one that is there this password. */
async function makeRole(admin, name, password) {
  const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = rowCount ? 'alter' : 'create';
  const limits = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  await admin.query(`${verb} role ${quoted(name)} ${limits} password ${pg.escapeLiteral(password)}`);
}

async function makeDatabase(admin, serverUrl, { name, passwords }) {
  const role = (kind) => quoted(`${name}_${kind}`);
  for (const [kind, password] of Object.entries(passwords)) await makeRole(admin, `${name}_${kind}`, password);
  const { rows } = await admin.query('select rolsuper from pg_roles where rolname = current_user');
  // An administrator that is no superuser can give things only to roles it is a member of.
  if (!rows[0].rolsuper) await admin.query(`grant ${role('owner')} to current_user`);
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
  if (!rowCount) await admin.query(`create database ${quoted(name)} owner ${role('owner')}`);
  await admin.query(`alter database ${quoted(name)} owner to ${role('owner')}`);
  await admin.query(`revoke all on database ${quoted(name)} from public`);
  await admin.query(`grant connect on database ${quoted(name)} to ${role('app')}, ${role('worker')}`);

  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const inside = new pg.Client({ connectionString: url.href });
  await inside.connect();
  try {
    await inside.query(`alter schema public owner to ${role('owner')}`);
    await inside.query('revoke create on schema public from public');
    await inside.query(`grant usage on schema public to ${role('app')}, ${role('worker')}`);
  } finally {
    await inside.end();
  }
}

const { serverUrl, databases } = JSON.parse(await text(process.stdin));
const admin = new pg.Client({ connectionString: serverUrl });
await admin.connect();
try {
  // One after the other: `create database` copies a template that nobody else may use meanwhile.
  for (const database of databases) await makeDatabase(admin, serverUrl, database);
} finally {
  await admin.end();
}
