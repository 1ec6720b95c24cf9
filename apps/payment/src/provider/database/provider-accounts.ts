import { Injectable } from '@nestjs/common';
import { PaymentNotConfigured } from '@chowk/contracts';
import { currentTenantId, InjectStore, newId, refuse, ShortMemory, Store } from '@chowk/kit';
import { ProviderAccount } from '../domain/provider-account.js';
import { Seal } from './seal.js';

/** A tenant's account at Razorpay with its secrets open: keep it in memory as short as possible, never log it. */
export interface OpenAccount {
  readonly keyId: string;
  readonly keySecret: string;
  /** Newest first, at most two. */
  readonly webhookSecrets: readonly string[];
}

export interface AccountToKeep {
  readonly id?: string;
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhookSecret: string;
}

/** Milliseconds for which an account is not read again; what another process replaces counts after this. */
const freshMs = 5_000;
const remembered = 2_000;

/** The provider accounts of the current tenant. */
@Injectable()
export class ProviderAccounts {
  /** As they are stored: the secrets are sealed in memory too. */
  readonly #known = new ShortMemory<ProviderAccount>(remembered, freshMs);

  constructor(
    @InjectStore(ProviderAccount) private readonly accounts: Store<ProviderAccount>,
    private readonly seal: Seal,
  ) {}

  /** The tenant's Razorpay account as it was within the last seconds, or undefined when it has none. */
  async find(): Promise<OpenAccount | undefined> {
    const known = this.#known.get(currentTenantId());
    return known ? this.#opened(known) : this.findNow();
  }

  /** The tenant's Razorpay account as it is now, or undefined when it has none. */
  async findNow(): Promise<OpenAccount | undefined> {
    const account = await this.#kept();
    if (!account) return undefined;
    this.#known.keep(currentTenantId(), account);
    return this.#opened(account);
  }

  /** The tenant's Razorpay account, as {@link find} gives it. Throws PAYMENT_NOT_CONFIGURED. */
  async get(): Promise<OpenAccount> {
    const account = await this.find();
    if (!account) throw refuse(PaymentNotConfigured);
    return account;
  }

  /** Connects the tenant, or replaces its keys; the webhook secret that was there is accepted beside the new one. */
  async keep({ id = newId(), keyId, keySecret, webhookSecret }: AccountToKeep): Promise<void> {
    const kept = await this.#kept();
    if (!kept) {
      await this.accounts.add(
        Object.assign(new ProviderAccount(), {
          ...{ id, keyId },
          keySecret: this.seal.close(keySecret, placeOf(id, 'key')),
          webhookSecrets: [this.seal.close(webhookSecret, placeOf(id, 'webhook'))],
        }),
      );
      return;
    }
    await this.accounts.change(kept.id, (account) => {
      const [newest] = account.webhookSecrets;
      const isSame = newest !== undefined && this.seal.open(newest, placeOf(account.id, 'webhook')) === webhookSecret;
      account.keyId = keyId;
      if (this.seal.open(account.keySecret, placeOf(account.id, 'key')) !== keySecret)
        account.keySecret = this.seal.close(keySecret, placeOf(account.id, 'key'));
      if (!isSame) {
        const sealed = this.seal.close(webhookSecret, placeOf(account.id, 'webhook'));
        account.webhookSecrets = [sealed, ...account.webhookSecrets].slice(0, 2);
      }
    });
    this.#known.forget(currentTenantId());
  }

  #opened({ id, keyId, keySecret, webhookSecrets }: ProviderAccount): OpenAccount {
    return {
      keyId,
      keySecret: this.seal.open(keySecret, placeOf(id, 'key')),
      webhookSecrets: webhookSecrets.map((sealed) => this.seal.open(sealed, placeOf(id, 'webhook'))),
    };
  }

  async #kept(): Promise<ProviderAccount | undefined> {
    const [account] = await this.accounts.findBy({ provider: 'RAZORPAY' }, { limit: 1 });
    return account;
  }
}

function placeOf(accountId: string, field: 'key' | 'webhook'): string {
  return `${currentTenantId()}/${accountId}/${field}`;
}
