import { event } from '@chowk/contracts/envelope';
import { Aggregate, MoneyColumn } from '../../src/index.js';
import { Column, Entity } from 'typeorm';
import { z } from 'zod';

export const ParcelPacked = event('parcel.packed.v1', {
  topic: 'parcel',
  tells: 'A parcel is packed.',
  schema: z.object({ parcelId: z.uuid(), weight: z.number().int() }),
});

export const ParcelSealed = event('parcel.sealed.v1', {
  topic: 'parcel',
  tells: 'A parcel is sealed.',
  schema: z.object({ parcelId: z.uuid() }),
});

/** An aggregate as services have them: scalar, date, money and jsonb columns, facts. */
@Entity('parcel')
export class Parcel extends Aggregate {
  @Column('uuid', { nullable: true })
  outletId!: string | null;

  @Column('text')
  label!: string;

  @Column('integer')
  weight!: number;

  @MoneyColumn()
  price!: number;

  @Column('date', { nullable: true })
  packedOn!: string | null;

  @Column('jsonb')
  contents!: { sku: string; count: number }[];

  static pack(id: string, label: string, facts = 1): Parcel {
    const parcel = new Parcel();
    Object.assign(parcel, {
      id,
      label,
      outletId: null,
      weight: 100,
      price: 12_345,
      packedOn: '2026-11-20',
      contents: [],
    });
    if (facts > 0) parcel.record(ParcelPacked, { parcelId: id, weight: parcel.weight });
    if (facts > 1) parcel.record(ParcelSealed, { parcelId: id }, { key: 'shelf-7' });
    return parcel;
  }

  reweigh(weight: number): void {
    this.weight = weight;
    this.record(ParcelPacked, { parcelId: this.id, weight });
  }
}
