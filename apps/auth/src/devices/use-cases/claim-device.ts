import { PairingCodeInvalid } from '@chowk/contracts';
import { Clock, currentTenantId, Database, InjectStore, refuse, type ConfigOf, type Store } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';
import { accessTokenSeconds } from '../../sign-in/domain/access-token-lifetime.js';
import { Pepper } from '../../sign-in/domain/pepper.js';
import { OpenAuthSession } from '../../sign-in/use-cases/open-auth-session.js';
import { SignAccessToken } from '../../sign-in/use-cases/sign-access-token.js';
import { DeviceTokens } from '../domain/device-token.js';
import { Device } from '../domain/device.js';
import { typedCode } from '../domain/pairing-code.js';

export interface Claimed {
  readonly device: Device;
  readonly deviceToken: string;
  readonly accessToken: string;
}

/**
 * Makes whoever types the code of a manager the tablet it was meant for: of many at once, one. Throws 401 PAIRING_CODE_INVALID alike for codes
 * that are wrong, used or too old, and 403 TENANT_SUSPENDED.
 */
@Injectable()
export class ClaimDevice {
  readonly #tokens: DeviceTokens;

  constructor(
    @InjectStore(Device) private readonly devices: Store<Device>,
    private readonly database: Database,
    private readonly pepper: Pepper,
    private readonly clock: Clock,
    private readonly openSession: OpenAuthSession,
    private readonly signAccessToken: SignAccessToken,
    @Inject(authConfig.token) config: ConfigOf<typeof authConfig>,
  ) {
    this.#tokens = new DeviceTokens(config.KEY_SECRET);
  }

  async run(typed: string): Promise<Claimed> {
    const code = typedCode(typed);
    if (code === undefined) throw refuse(PairingCodeInvalid);
    const tenantId = currentTenantId();
    const [found] = await this.devices.findBy({ codeHash: this.pepper.pairingCode(tenantId, code) }, { limit: 1 });
    if (!found) throw refuse(PairingCodeInvalid);
    const { device, secret, sessionId } = await this.database.transaction(async () => {
      const device = await this.devices.lock(found.id);
      const now = this.clock.now();
      const secret = device.claim(now);
      const { session } = await this.openSession.run(device.asHolder(), device.name);
      device.see(session.id, now);
      await this.devices.save(device);
      return { device, secret, sessionId: session.id };
    });
    return {
      device,
      deviceToken: this.#tokens.write({ tenantId, deviceId: device.id, secret }),
      accessToken: await this.signAccessToken.run(device.asHolder(), {
        tenantId,
        sessionId,
        seconds: accessTokenSeconds,
      }),
    };
  }
}
