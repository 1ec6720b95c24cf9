import { allEvents, type EventDefinition } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { readFileSync } from 'node:fs';
import { roomRoutes } from '../src/rooms/domain/room-routes.js';
import type { RunningNotification } from './running-notification.js';

const folder = new URL('../../../libs/contracts/samples/', import.meta.url);

function sampleOf({ type }: EventDefinition): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`${type}.json`, folder), 'utf8')) as Record<string, unknown>;
}

/** Every event that screens are told, once, at an outlet and about people and tables of nobody else; answers the ids they are about. */
export async function tellEverything(
  running: RunningNotification,
  outletId: string,
  station: string,
): Promise<ReadonlyMap<string, string>> {
  const about = new Map<string, string>();
  for (const definition of allEvents.filter(({ type }) => roomRoutes.has(type))) {
    const [aggregateId, sample] = [newId(), sampleOf(definition)];
    const own = { outletId, tableSessionId: newId(), customerId: null, orderId: newId(), orderIds: [] };
    const fields = Object.entries({ ...own, station }).filter(([name]) => name in sample);
    await running.tell(definition, aggregateId, { ...sample, ...Object.fromEntries(fields) });
    about.set(definition.type, aggregateId);
  }
  return about;
}
