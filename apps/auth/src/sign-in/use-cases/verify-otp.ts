import { OtpInvalid, OtpLocked, type SignedIn, type VerifyOtpBody } from '@chowk/contracts';
import {
  Clock,
  currentCall,
  currentTenantId,
  Database,
  DomainError,
  InjectStore,
  refuse,
  type ConfigOf,
  type Store,
} from '@chowk/kit';
import { Inject, Injectable } from '@nestjs/common';
import { authConfig } from '../../config.js';
import { Customer } from '../../people/domain/customer.js';
import { Queue } from '../database/queue.js';
import { OtpChallenge } from '../domain/otp-challenge.js';
import { Pepper } from '../domain/pepper.js';
import { GiveTokens } from './give-tokens.js';
import { OpenAuthSession, type OpenedSession } from './open-auth-session.js';

interface Verified extends OpenedSession {
  readonly customer: Customer;
}

/**
 * Signs a customer in by the newest code sent to their phone; the first sign-in makes the customer. A code works once,
 * also under many tries at once. Throws 401 OTP_INVALID, and 429 OTP_LOCKED after five wrong tries.
 */
@Injectable()
export class VerifyOtp {
  constructor(
    @InjectStore(OtpChallenge) private readonly challenges: Store<OtpChallenge>,
    @InjectStore(Customer) private readonly customers: Store<Customer>,
    private readonly queue: Queue,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pepper: Pepper,
    private readonly openSession: OpenAuthSession,
    private readonly giveTokens: GiveTokens,
    @Inject(authConfig.token) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  async run({ phone, code, device }: VerifyOtpBody): Promise<SignedIn> {
    // A wrong try is counted by the commit, so its refusal is thrown only behind it.
    const result = await this.database.transaction(() => this.#verify(phone, code, device));
    if (result instanceof DomainError) throw result;
    const { customer, session, secret } = result;
    return this.giveTokens.run(customer.asPerson(), session, { generation: session.generation, secret });
  }

  async #verify(phone: string, code: string, device: string | undefined): Promise<Verified | DomainError> {
    const phoneHash = this.pepper.phone(currentTenantId(), phone);
    await this.queue.enter('phone', phoneHash);
    const [challenge] = await this.challenges.findBy({ phoneHash }, { order: { id: 'DESC' }, limit: 1 });
    if (!challenge) return refuse(OtpInvalid);
    const isRight = this.pepper.isSame(challenge.codeHash, this.pepper.code(challenge.id, code));
    const outcome = challenge.try(isRight, this.clock.now());
    await this.challenges.save(challenge);
    if (outcome === 'LOCKED') return refuse(OtpLocked, undefined, { retryAfter: this.#secondsToResend(challenge) });
    if (outcome === 'WRONG') return refuse(OtpInvalid);
    const customer = await this.#customer(phone);
    return { customer, ...(await this.openSession.run(customer.asPerson(), device)) };
  }

  async #customer(phone: string): Promise<Customer> {
    const [known] = await this.customers.findBy({ phone }, { limit: 1 });
    if (known) return known;
    const customer = Customer.register({ phone, language: currentCall().language }, this.clock.now());
    await this.customers.add(customer);
    return customer;
  }

  /** A locked code can only be replaced, and that not before the pause between two codes is over. */
  #secondsToResend(challenge: OtpChallenge): number {
    const resendAt = challenge.resendAt(this.config.OTP_RESEND_SECONDS);
    return Math.max(1, Math.ceil((resendAt.getTime() - this.clock.now().getTime()) / 1_000));
  }
}
