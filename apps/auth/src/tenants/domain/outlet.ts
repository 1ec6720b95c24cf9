import { OutletState, type DataOf } from '@chowk/contracts';
import { Aggregate } from '@chowk/kit';
import { Column, Entity } from 'typeorm';

type State = DataOf<typeof OutletState>;

/** A place where a tenant sells: zone, business day, registration, stations. Its code is in its documents' numbers. */
@Entity('outlets')
export class Outlet extends Aggregate {
  @Column('text')
  code!: string;

  @Column('text')
  name!: string;

  @Column('text')
  timeZone!: string;

  /** Local time `HH:MM` at which a business day begins. */
  @Column('text')
  businessDayStart!: string;

  @Column('uuid')
  taxRegistrationId!: string;

  @Column('jsonb')
  address!: State['address'];

  @Column('jsonb', { nullable: true })
  coordinates!: State['coordinates'];

  @Column('jsonb')
  openingHours!: State['openingHours'];

  @Column('jsonb')
  stations!: State['stations'];

  @Column('jsonb')
  attributes!: State['attributes'];

  @Column('boolean')
  removed!: boolean;

  static open(facts: Omit<State, 'removed'>): Outlet {
    const outlet = Object.assign(new Outlet(), facts, { removed: false });
    outlet.record(OutletState, outlet.state());
    return outlet;
  }

  /** The outlet as everybody may know it. */
  state(): State {
    const { id, code, name, timeZone, businessDayStart, taxRegistrationId, address } = this;
    const { coordinates, openingHours, stations, attributes, removed } = this;
    return {
      ...{ id, code, name, timeZone, businessDayStart, taxRegistrationId, address },
      ...{ coordinates, openingHours, stations, attributes, removed },
    };
  }
}
