import { CustomerRegistered, CustomerState } from '@chowk/contracts';
import { Aggregate, newId } from '@chowk/kit';
import { Column, Entity } from 'typeorm';
import type { Person } from '../../sign-in/domain/person.js';

/** Somebody who buys from a tenant, known by the phone number they proved to hold. The number never leaves this row. */
@Entity('customers')
export class Customer extends Aggregate {
  /** E.164; unique in the tenant. */
  @Column('text')
  phone!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  @Column('text')
  language!: string;

  @Column('timestamptz')
  registeredAt!: Date;

  /** The first sign-in with a phone number makes the customer. */
  static register(
    { phone, language, id = newId() }: { phone: string; language: string; id?: string },
    now: Date,
  ): Customer {
    const customer = Object.assign(new Customer(), { id, phone, language, name: null, registeredAt: now });
    customer.record(CustomerRegistered, { customerId: id, language });
    customer.#tell();
    return customer;
  }

  /** Takes what is given and tells the others. */
  changeProfile({ name, language }: { name?: string | undefined; language?: string | undefined }): void {
    if ((name ?? this.name) === this.name && (language ?? this.language) === this.language) return;
    this.name = name ?? this.name;
    this.language = language ?? this.language;
    this.#tell();
  }

  asPerson(): Person {
    return { id: this.id, kind: 'customer', name: this.name, roles: ['CUSTOMER'], outlets: 'all' };
  }

  #tell(): void {
    const { id, name, language } = this;
    this.record(CustomerState, { id, name, language, registeredAt: this.registeredAt.toISOString(), removed: false });
  }
}
