import type { FieldSystem, Place, ServiceName } from '../../tools/field/field-system.ts';

/** Seconds an instance still serves after it has said that it ends: two looks of a gateway. */
const waitSeconds = '2';

/** One instance, and how it is started again. */
export interface Instance {
  readonly service: ServiceName;
  readonly place: Place;
  /** SIGTERM, its whole end, and its start. */
  restart(): Promise<void>;
}

/** Both instances of each service, by service. */
export type TwoOfEach = ReadonlyMap<ServiceName, readonly Instance[]>;

/**
 * Gives each of these services a second instance, and two gateways the addresses of both. The instances that were there are started anew, so that they
 * end as those of an installation do; `ofGateways` is more of their environment.
 */
export async function twoOfEach(
  system: FieldSystem,
  services: readonly ServiceName[],
  ofGateways: Readonly<Record<string, string>>,
): Promise<TwoOfEach> {
  const ending = { SHUTDOWN_WAIT_SECONDS: waitSeconds };
  const all = new Map<ServiceName, readonly Instance[]>();
  await Promise.all(
    services.map(async (service) => {
      const second = await system.second(service, ending);
      const first = system.services[service];
      await first.stop();
      await first.start(ending);
      all.set(service, [instanceOf(service, first, ending), instanceOf(service, second, {})]);
    }),
  );
  const known = Object.fromEntries(
    [...all].map(([service, both]) => [`${service.toUpperCase()}_URL`, both.map(({ place }) => place.url).join(',')]),
  );
  const more = { ...ending, ...known, ...ofGateways };
  const gateway = system.services.gateway;
  const [second] = await Promise.all([system.second('gateway', more), gateway.stop().then(() => gateway.start(more))]);
  return all.set('gateway', [instanceOf('gateway', gateway, more), instanceOf('gateway', second, {})]);
}

/** Leaves one of each, as it was. */
export async function oneOfEach(all: TwoOfEach): Promise<void> {
  await Promise.all(
    [...all.values()].map(async ([first, second]) => {
      await Promise.all([first?.place.stop(), second?.place.stop()]);
      await first?.place.start();
    }),
  );
}

/** What a gateway lets in where nothing is said in production: nobody may be refused here by less. */
export const ofProduction = { LOAD_FLOOR: '32', LOAD_CEILING: '250', MAX_IN_FLIGHT_PER_SERVICE: '250' };

function instanceOf(service: ServiceName, place: Place, env: Readonly<Record<string, string>>): Instance {
  return {
    service,
    place,
    restart: async () => {
      await place.stop();
      await place.start(env);
    },
  };
}
