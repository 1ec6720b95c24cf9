import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

/** A tenant's account at a payment provider; its secrets are sealed and open only with this service's own key. */
@Entity('provider_account')
export class ProviderAccount extends Aggregate {
  @Column('text') provider = 'RAZORPAY' as const;
  @Column('text') keyId!: string;
  @Column('text') keySecret!: string;
  /** Newest first; two while one is being replaced, since webhooks on their way carry the older one's signature. */
  @Column('jsonb') webhookSecrets!: string[];
}
