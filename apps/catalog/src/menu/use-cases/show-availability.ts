import type { ItemAvailability, MenuAvailabilityAnswer, MenuAvailabilityQuery } from '@chowk/contracts';
import { contentTag, ShortMemory } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { availabilityIn } from '../domain/menu-availability.js';
import { ShowMenu } from './show-menu.js';

/** What can be had at an outlet, ready to send. */
export interface ReadyAvailability {
  /** {@link MenuAvailabilityAnswer} as JSON. */
  readonly json: string;
  /** The same for the same answer. */
  readonly tag: string;
  readonly items: readonly ItemAvailability[];
}

/** Menus whose availability is remembered per instance. */
const remembered = 500;
/** Any: names are not told. */
const language = 'en';

/** What of the menu can be had, out of the ready menu: from memory as long as the menu is the same. */
@Injectable()
export class ShowAvailability {
  readonly #made = new ShortMemory<ReadyAvailability>(remembered);

  constructor(private readonly showMenu: ShowMenu) {}

  /** Throws NotFound for an outlet that the tenant does not have. */
  async run({ outlet, fulfilment }: MenuAvailabilityQuery): Promise<ReadyAvailability> {
    const menu = await this.showMenu.run({ outletId: outlet, fulfilment, language });
    const known = this.#made.get(menu.tag);
    if (known) return known;
    const items = availabilityIn(menu.menu);
    const answer: MenuAvailabilityAnswer = { outletId: outlet, fulfilment: fulfilment ?? null, items };
    const json = JSON.stringify(answer);
    const tag = contentTag(json);
    const made = { json, tag, items };
    this.#made.keep(menu.tag, made);
    return made;
  }
}
