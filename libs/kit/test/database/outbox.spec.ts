import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock, Database, InjectStore, newId, Outbox, Store, StoreModule, violates } from '../../src/index.js';
import { alpha, openParcelOffice, type ParcelOffice } from './parcel-office.js';
import { Parcel, ParcelPacked } from './parcel.js';

describe('Facts without an aggregate', () => {
  let office: ParcelOffice;
  let outbox: Outbox;

  beforeAll(async () => {
    office = await openParcelOffice();
    outbox = new Outbox(office.database, office.clock);
  });
  afterAll(() => office.close());

  const fact = (weight: number) => {
    const aggregateId = newId();
    return { aggregateId, version: 7, data: { parcelId: aggregateId, weight }, key: 'bill-1' };
  };

  it('are written with the transaction that tells them, and only inside one', async () => {
    await office.as(alpha, () => office.database.transaction(() => outbox.record(ParcelPacked, fact(5))));
    const { rows } = await office.admin.query('select key, type, aggregate_version from outbox');
    expect(rows).toEqual([{ key: `${alpha}:bill-1`, type: 'parcel.packed.v1', aggregate_version: 7 }]);
    await expect(office.as(alpha, () => outbox.record(ParcelPacked, fact(5)))).rejects.toThrow(
      'inside the transaction',
    );
  });

  it('are refused when they break their schema', async () => {
    const broken = office.as(alpha, () => office.database.transaction(() => outbox.record(ParcelPacked, fact(0.5))));
    await expect(broken).rejects.toThrow();
  });

  it('a broken rule is recognised from behind TypeORM too', async () => {
    const broken = office.as(alpha, () =>
      office.database.transaction(async ({ manager }) => {
        await office.parcels.add(Parcel.pack(newId(), 'light', 0));
        await manager.update(Parcel, { label: 'light' }, { weight: -1 });
      }),
    );
    const error: unknown = await broken.catch((thrown: unknown) => thrown);
    expect([violates(error), violates(error, 'parcel_weight_check'), violates(error, 'parcel_label_key')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(violates(new Error('something else'))).toBe(false);
  });

  it('a class of a service asks for a store in its constructor', async () => {
    class PackParcel {
      constructor(@InjectStore(Parcel) readonly parcels: Store<Parcel>) {}
    }

    @Module({
      providers: [
        { provide: Database, useValue: office.database },
        { provide: Clock, useValue: office.clock },
      ],
      exports: [Database, Clock],
    })
    class Kit {}

    const module = await Test.createTestingModule({
      imports: [{ module: Kit, global: true }, StoreModule.of(Parcel)],
      providers: [PackParcel],
    }).compile();
    expect(module.get(PackParcel).parcels).toBeInstanceOf(Store);
    await module.close();
  });
});
