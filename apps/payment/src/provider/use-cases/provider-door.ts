import { Injectable } from '@nestjs/common';
import { ProviderAccounts } from '../database/provider-accounts.js';
import { PaymentProvider, type ProviderSession } from '../external/payment-provider.js';

/** Opens sessions at the current tenant's provider. */
@Injectable()
export class ProviderDoor {
  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
  ) {}

  /** A session with the tenant's own keys; its time runs from now. Throws PAYMENT_NOT_CONFIGURED. */
  async open(): Promise<ProviderSession> {
    return this.provider.session(await this.accounts.get());
  }
}
