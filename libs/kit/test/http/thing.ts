import { event } from '@chowk/contracts/envelope';
import { Column, Entity, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';
import { Aggregate } from '../../src/index.js';

export const ThingMade = event('thing.made.v1', {
  topic: 'thing',
  tells: 'A thing was made.',
  schema: z.object({ name: z.string() }),
});

@Entity('thing')
export class Thing extends Aggregate {
  @Column('text')
  name!: string;

  @Column('integer')
  quantity!: number;

  static make(id: string, name: string, quantity: number): Thing {
    const thing = new Thing();
    Object.assign(thing, { id, name, quantity });
    thing.record(ThingMade, { name });
    return thing;
  }
}

export class CreateThings1760000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table thing (
        tenant_id uuid not null, id uuid not null, version integer not null,
        created_at timestamptz not null, updated_at timestamptz not null,
        name text not null, quantity integer not null, primary key (tenant_id, id))`);
    await runner.query(`select chowk_protect('thing')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only');
  }
}
