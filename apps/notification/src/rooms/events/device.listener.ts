import { DevicePaired, DeviceRemoved, type Received } from '@chowk/contracts';
import { On } from '@chowk/kit';
import { Controller } from '@nestjs/common';
import { TellRooms } from '../use-cases/tell-rooms.js';

/** Which tablets are trusted goes to managers. */
@Controller()
export class DeviceListener {
  constructor(private readonly tell: TellRooms) {}

  @On(DevicePaired)
  paired(event: Received<typeof DevicePaired>): Promise<void> {
    return this.tell.run(event);
  }

  @On(DeviceRemoved)
  removed(event: Received<typeof DeviceRemoved>): Promise<void> {
    return this.tell.run(event);
  }
}
