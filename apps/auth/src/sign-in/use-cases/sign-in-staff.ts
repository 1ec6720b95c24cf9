import { AuthCredentialsInvalid, AuthLocked, type SignedIn, type StaffLoginBody } from '@chowk/contracts';
import { currentTenantId, Database, InjectStore, refuse, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { Staff } from '../../people/domain/staff.js';
import { PasswordTries } from '../database/password-tries.js';
import { isPassword } from '../domain/password.js';
import { Pepper } from '../domain/pepper.js';
import { GiveTokens } from './give-tokens.js';
import { OpenAuthSession } from './open-auth-session.js';

/**
 * Signs a staff member in by e-mail address or user name and password. Throws 401 AUTH_CREDENTIALS_INVALID, the same and
 * as slowly for unknown people, wrong passwords and suspended staff, and 429 AUTH_LOCKED for fifteen minutes after five
 * failures, known or not.
 */
@Injectable()
export class SignInStaff {
  constructor(
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly tries: PasswordTries,
    private readonly database: Database,
    private readonly pepper: Pepper,
    private readonly openSession: OpenAuthSession,
    private readonly giveTokens: GiveTokens,
  ) {}

  async run({ login, password, device }: StaffLoginBody): Promise<SignedIn> {
    const name = login.toLowerCase();
    const [found] = await this.staff.findBy([{ email: name }, { username: name }], { limit: 1 });
    const loginHash = this.pepper.login(currentTenantId(), found?.id ?? name);
    const { lockedSeconds } = await this.tries.take(loginHash);
    if (lockedSeconds > 0) throw refuse(AuthLocked, undefined, { retryAfter: lockedSeconds });
    const isRight = await isPassword(password, found?.passwordHash ?? null);
    if (!found || !isRight) throw refuse(AuthCredentialsInvalid);
    const { person, session, secret } = await this.database.transaction(async () => {
      // The row is held, so that a suspension either comes before and is seen here, or comes after and ends this sign-in.
      const staff = await this.staff.lock(found.id);
      if (!staff.maySignIn) throw refuse(AuthCredentialsInvalid);
      await this.tries.forget(loginHash);
      const person = staff.asPerson();
      return { person, ...(await this.openSession.run(person, device)) };
    });
    return this.giveTokens.run(person, session, { generation: session.generation, secret });
  }
}
