import { PinInvalid, PinLocked, type StaffSession, type StaffSessionBody } from '@chowk/contracts';
import { currentTenantId, InjectStore, refuse, type ConfigOf, type Principal, type Store } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';
import { Staff } from '../../people/domain/staff.js';
import { PasswordTries } from '../../sign-in/database/password-tries.js';
import { isPassword } from '../../sign-in/domain/password.js';
import { pinSessionSeconds } from '../../sign-in/domain/access-token-lifetime.js';
import { Pepper } from '../../sign-in/domain/pepper.js';
import { SignAccessToken } from '../../sign-in/use-cases/sign-access-token.js';
import { FindDevices } from './find-devices.js';

/**
 * Lets a staff member act on the tablet that calls, at its outlet, for two minutes. Throws 401 PIN_INVALID, the same and as slowly for wrong
 * PINs, people without one and those who do not work there, 429 PIN_LOCKED for fifteen minutes after five failures on whatever tablets, and
 * 401 AUTH_SESSION_REVOKED for a removed tablet.
 */
@Injectable()
export class ActByPin {
  constructor(
    @InjectStore(Staff) private readonly staff: Store<Staff>,
    private readonly findDevices: FindDevices,
    private readonly tries: PasswordTries,
    private readonly pepper: Pepper,
    private readonly signAccessToken: SignAccessToken,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  async run(principal: Principal, { staffId, pin }: StaffSessionBody): Promise<StaffSession> {
    const device = await this.findDevices.calling(principal);
    const tenantId = currentTenantId();
    const pinHash = this.pepper.pin(tenantId, staffId);
    const { lockedSeconds } = await this.tries.take(pinHash, this.config.PIN_FAILURES);
    if (lockedSeconds > 0) throw refuse(PinLocked, undefined, { retryAfter: lockedSeconds });
    const found = await this.staff.find(staffId);
    const mayAct = found?.mayActAt(device.outletId) === true && found.kind === 'staff';
    const isRight = await isPassword(pin, mayAct ? found.pinHash : null);
    if (!mayAct || !isRight) throw refuse(PinInvalid);
    await this.tries.forget(pinHash);
    const { id, name, roles } = found;
    const holder = { id, kind: 'staff', name, roles, outlets: [device.outletId] } as const;
    const { sessionId } = principal;
    return {
      accessToken: await this.signAccessToken.run(holder, {
        ...{ tenantId, sessionId, deviceId: device.id },
        seconds: pinSessionSeconds,
      }),
      tokenType: 'Bearer',
      expiresIn: pinSessionSeconds,
      person: { id, kind: 'staff', name, roles: [...roles] },
    };
  }
}
