import type { DataOf, EventDefinition } from '@chowk/contracts/envelope';
import { Column, PrimaryColumn } from 'typeorm';

/** A fact an aggregate has recorded and not saved yet. */
export interface RecordedFact {
  readonly definition: EventDefinition;
  readonly data: unknown;
  /** Second half of the Kafka key; the aggregate's id unless chosen otherwise. */
  readonly key: string | undefined;
}

/**
 * One row and the facts it records: rules and columns on one screen. Subclasses are TypeORM entities; nested parts
 * are jsonb columns, so that one aggregate is saved in one statement. `version` is 0 until the first save and grows
 * by one with each; `createdAt` and `updatedAt` are set by the store from the kit's clock.
 */
export abstract class Aggregate {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('integer')
  version: number = 0;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz')
  updatedAt!: Date;

  #facts: RecordedFact[] = [];

  /**
   * Records a fact; it is published if and only if this aggregate is saved. The data must satisfy the definition's
   * schema (throws ZodError). `key` replaces the aggregate's id where another thing's order counts, as a payment's bill.
   */
  protected record<Definition extends EventDefinition>(
    definition: Definition,
    data: DataOf<Definition>,
    options: { key?: string } = {},
  ): void {
    this.#facts.push({ definition, data: definition.schema.parse(data), key: options.key });
  }

  /** The facts recorded since the aggregate was loaded or saved; for the store and for tests of rules. */
  static factsOf(aggregate: Aggregate): readonly RecordedFact[] {
    return aggregate.#facts;
  }

  /** Forgets the recorded facts once they are saved; for the store. */
  static forgetFacts(aggregate: Aggregate): void {
    aggregate.#facts = [];
  }
}
