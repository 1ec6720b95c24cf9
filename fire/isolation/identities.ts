import { createDecipheriv } from 'node:crypto';
import { decodeJwt, importJWK, SignJWT, type JWK } from 'jose';
import type { FieldSystem } from '../../tools/field/field-system.ts';
import { Person } from '../../tools/field/people.ts';
import { Restaurant } from '../../tools/field/restaurant.ts';
import type { ListedRoute } from './routes.ts';

/** Those whom the business has not let in. The last one calls while their own business is suspended. */
export const identities = [
  'nobody',
  'a token that is over',
  "another business's owner",
  "another business's customer",
  "another business's guest",
  "another business's tablet",
  "a suspended business's owner",
] as const;
export type Identity = (typeof identities)[number];
export type Strangers = Readonly<Record<Identity, Person>>;

const tenantOfOthers = 'lafete365';
const outletOfOthers = 'DEL';

/** Signs them in, as people whom nobody knew before where that is possible. */
export async function strangersOf(system: FieldSystem): Promise<Strangers> {
  const ours = new Restaurant(system);
  const others = new Restaurant(system, tenantOfOthers);
  const owner = await others.staff('owner');
  const outletId = await others.outlet(outletOfOthers);
  const table = await owner.post('/tables', { outletId, label: `F${String(Date.now()).slice(-8)}` });
  const seated = await others.guest(table.text('data.code'));
  const paired = await owner.post('/devices/pair', { outletId, name: 'Tablet' });
  const claimed = await others.anybody.post('/devices/claim', { code: paired.text('data.code') });
  const good = (await ours.staff('owner')).token ?? '';
  /** Without the way to sign in again: a refusal is what is wanted. */
  const fixed = (tenant: string, token?: string) => new Person(system.gatewayUrl, tenant, token);
  return {
    nobody: fixed(ours.slug),
    'a token that is over': fixed(ours.slug, await expired(system, good)),
    "another business's owner": fixed(tenantOfOthers, owner.token),
    "another business's customer": fixed(tenantOfOthers, (await others.customer()).token),
    "another business's guest": fixed(tenantOfOthers, seated.phone.token),
    "another business's tablet": fixed(tenantOfOthers, claimed.text('data.accessToken')),
    "a suspended business's owner": fixed(tenantOfOthers, owner.token),
  };
}

/** What an identity must be answered on a route that names things of ours; undefined where the matrix leaves it open. */
export function wanted(route: ListedRoute, identity: Identity): string | undefined {
  const { none, alien, stranger, outsider, device } = route.answers;
  const isOpen = none !== '401 AUTH_TOKEN_MISSING';
  switch (identity) {
    case 'nobody':
      return none;
    case 'a token that is over':
      return isOpen ? undefined : '401 AUTH_TOKEN_EXPIRED';
    case "another business's owner":
      return alien;
    case "another business's customer":
      return ofStranger(stranger, alien);
    case "another business's guest":
      return ofStranger(outsider, alien);
    case "another business's tablet":
      return ofStranger(device, alien);
    case "a suspended business's owner":
      return isOpen ? undefined : '403 TENANT_SUSPENDED';
  }
}

const mayNot = '403 PERMISSION_DENIED';

/** Who may not do it at home may not do it here; all others find the other business's things as little as its owner does. */
function ofStranger(atHome: string, alien: string): string | undefined {
  if (atHome === mayNot) return mayNot;
  return alien === mayNot ? undefined : alien;
}

/** The same token as it will look when it is over: signed with the key that signs now. */
async function expired(system: FieldSystem, good: string): Promise<string> {
  const [row] = await system.behind<{ id: string; sealed_private: Buffer }>(
    'auth',
    'select id, sealed_private from signing_keys where signs_from <= now() order by signs_from desc limit 1',
  );
  if (!row) throw new Error('Nothing signs');
  const secret = Buffer.from(system.environment('auth')['KEY_SECRET'] ?? '', 'base64url');
  const sealed = row.sealed_private;
  const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(row.id)).setAuthTag(sealed.subarray(12, 28));
  const key = JSON.parse(Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString()) as JWK;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...decodeJwt(good), iat: now - 1_020, exp: now - 120 })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: row.id })
    .sign(await importJWK(key, 'ES256'));
}
