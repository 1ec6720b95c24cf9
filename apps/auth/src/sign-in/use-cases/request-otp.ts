import { randomInt } from 'node:crypto';
import { RateLimited, type OtpRequestedAnswer, type RequestOtpBody } from '@chowk/contracts';
import {
  Clock,
  currentCall,
  currentTenantId,
  Database,
  InjectStore,
  newId,
  refuse,
  type ConfigOf,
  type Store,
} from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { authConfig } from '../../config.js';
import { Tenant } from '../../tenants/domain/tenant.js';
import { OtpAddressCounts } from '../database/otp-address-counts.js';
import { Queue } from '../database/queue.js';
import { OtpChallenge } from '../domain/otp-challenge.js';
import { otpWait } from '../domain/otp-limits.js';
import { Pepper } from '../domain/pepper.js';
import { SealOtp } from './seal-otp.js';

const hourMs = 3_600_000;

/**
 * Sends a code of six digits to a phone. Knows nothing of customers, so that its answer cannot tell whether the number is
 * known. Throws 429 RATE_LIMITED with Retry-After: one code in 30 s and five an hour per phone, and the tenant's limit per
 * address.
 */
@Injectable()
export class RequestOtp {
  constructor(
    @InjectStore(OtpChallenge) private readonly challenges: Store<OtpChallenge>,
    @InjectStore(Tenant) private readonly tenants: Store<Tenant>,
    private readonly addresses: OtpAddressCounts,
    private readonly queue: Queue,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pepper: Pepper,
    private readonly seal: SealOtp,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  async run({ phone }: RequestOtpBody): Promise<OtpRequestedAnswer> {
    const tenantId = currentTenantId();
    const tenant = await this.tenants.get(tenantId);
    const id = newId();
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const sealed = await this.seal.run({ phone, code, tenantName: tenant.name, language: currentCall().language });
    const phoneHash = this.pepper.phone(tenantId, phone);
    const challenge = await this.database.transaction(async () => {
      await this.queue.enter('phone', phoneHash);
      await this.#holdPhoneLimits(phoneHash);
      await this.#holdAddressLimit(tenant);
      const codeHash = this.pepper.code(id, code);
      const issued = OtpChallenge.issue({ id, phoneHash, codeHash, sealed }, this.clock.now());
      await this.challenges.add(issued);
      return issued;
    });
    const resendAt = challenge.resendAt(this.config.OTP_RESEND_SECONDS);
    return { channel: 'SMS', expiresAt: challenge.expiresAt.toISOString(), resendAt: resendAt.toISOString() };
  }

  async #holdPhoneLimits(phoneHash: string): Promise<void> {
    const now = this.clock.now();
    const sent = await this.challenges.findBy({ phoneHash, createdAt: MoreThan(new Date(now.getTime() - hourMs)) });
    const limits = { resendSeconds: this.config.OTP_RESEND_SECONDS, perHour: this.config.OTP_PER_PHONE_PER_HOUR };
    const ages = sent.map(({ createdAt }) => createdAt);
    const wait = otpWait(ages, limits, now);
    if (wait) throw refuse(RateLimited, { limit: wait.limit }, { retryAfter: wait.seconds });
  }

  async #holdAddressLimit(tenant: Tenant): Promise<void> {
    const { peer } = currentCall();
    if (peer === undefined) return;
    const { count, secondsLeft } = await this.addresses.count(this.pepper.peer(tenant.id, peer));
    if (count > tenant.settings.otpPerAddressPerHour)
      throw refuse(RateLimited, { limit: 'OTP_PER_ADDRESS' }, { retryAfter: secondsLeft });
  }
}
