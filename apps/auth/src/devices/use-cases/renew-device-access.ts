import { DeviceTokenInvalid, TenantSuspended } from '@chowk/contracts';
import { Clock, Database, InjectStore, refuse, runInCall, type ConfigOf, type Store } from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';
import { accessTokenSeconds } from '../../sign-in/domain/access-token-lifetime.js';
import { AuthSession } from '../../sign-in/domain/auth-session.js';
import { OpenAuthSession } from '../../sign-in/use-cases/open-auth-session.js';
import { SignAccessToken } from '../../sign-in/use-cases/sign-access-token.js';
import { Tenant } from '../../tenants/domain/tenant.js';
import { DeviceTokens, type DeviceToken } from '../domain/device-token.js';
import { Device } from '../domain/device.js';

/**
 * Gives a paired tablet an access token for its lasting device token, which names the tenant. A tablet whose auth-session has ended while it
 * slept, or with its suspended business, gets another one. Throws 401 DEVICE_TOKEN_INVALID for what is no token of ours and once the tablet
 * is removed, 403 TENANT_SUSPENDED.
 */
@Injectable()
export class RenewDeviceAccess {
  readonly #tokens: DeviceTokens;

  constructor(
    @InjectStore(Device) private readonly devices: Store<Device>,
    @InjectStore(AuthSession) private readonly sessions: Store<AuthSession>,
    @InjectStore(Tenant) private readonly tenants: Store<Tenant>,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly openSession: OpenAuthSession,
    private readonly signAccessToken: SignAccessToken,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {
    this.#tokens = new DeviceTokens(config.KEY_SECRET);
  }

  async run(deviceToken: string): Promise<string> {
    const token = this.#tokens.read(deviceToken);
    if (!token) throw refuse(DeviceTokenInvalid);
    return runInCall({ tenantId: token.tenantId }, () => this.#renew(token));
  }

  async #renew({ tenantId, deviceId, secret }: DeviceToken): Promise<string> {
    const [tenant, found] = await Promise.all([this.tenants.find(tenantId), this.devices.find(deviceId)]);
    if (!tenant || !found?.isSecret(secret)) throw refuse(DeviceTokenInvalid);
    if (tenant.status === 'SUSPENDED') throw refuse(TenantSuspended);
    const { device, sessionId } = await this.database.transaction(async () => {
      // Held, so that a removal either comes before and is seen here, or comes after and ends the auth-session given here
      const device = await this.devices.lock(deviceId);
      if (!device.isSecret(secret)) throw refuse(DeviceTokenInvalid);
      const sessionId = await this.#sessionOf(device);
      device.see(sessionId, this.clock.now());
      await this.devices.save(device);
      return { device, sessionId };
    });
    return this.signAccessToken.run(device.asHolder(), { tenantId, sessionId, seconds: accessTokenSeconds });
  }

  /** The tablet's auth-session, prolonged, or a new one. */
  async #sessionOf(device: Device): Promise<string> {
    const now = this.clock.now();
    const known = device.sessionId === null ? null : await this.sessions.find(device.sessionId);
    if (known?.isLive(now)) {
      const session = await this.sessions.change(known.id, (held) => {
        if (held.isLive(now)) held.prolong(this.config.REFRESH_DAYS * 86_400_000, now);
      });
      if (session.isLive(now)) return session.id;
    }
    const { session } = await this.openSession.run(device.asHolder(), device.name);
    return session.id;
  }
}
