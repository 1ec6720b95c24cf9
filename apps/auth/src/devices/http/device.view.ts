import type { DeviceAnswer } from '@chowk/contracts';
import type { Device } from '../domain/device.js';

/** A tablet as managers of its outlet see it. */
export function deviceView(device: Device): DeviceAnswer {
  const { id, outletId, name, stations, isPaired, pairedAt, lastSeenAt, version, createdAt, updatedAt } = device;
  return {
    ...{ id, outletId, name, version },
    stations: [...stations],
    status: isPaired ? 'PAIRED' : 'WAITING',
    pairedAt: pairedAt?.toISOString() ?? null,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
