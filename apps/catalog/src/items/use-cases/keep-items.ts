import { NotFound, UnknownReference, type AddItemBody, type ChangeItemBody, type Fault } from '@chowk/contracts';
import { currentCall, InjectStore, newId, refuse, type Principal, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { KnownOutlets } from '../../database/known-outlets.js';
import { MenuChanges } from '../../menu/database/menu-changes.js';
import { PriceHistory } from '../database/price-history.js';
import { Category } from '../domain/category.js';
import { Item, type ItemContent } from '../domain/item.js';
import { ModifierGroup, type ModifierGroupSnapshot } from '../domain/modifier-group.js';
import { overridesWritten } from '../domain/overrides-written.js';
import { unknownReference } from '../domain/unknown-reference.js';
import { withIds } from '../domain/with-ids.js';

interface Found {
  readonly modifierGroups: readonly ModifierGroupSnapshot[] | undefined;
  readonly faults: readonly Fault[];
}

/** What the tenant sells. */
@Injectable()
export class KeepItems {
  constructor(
    @InjectStore(Item) private readonly items: Store<Item>,
    @InjectStore(Category) private readonly categories: Store<Category>,
    @InjectStore(ModifierGroup) private readonly groups: Store<ModifierGroup>,
    private readonly outlets: KnownOutlets,
    private readonly history: PriceHistory,
    private readonly changes: MenuChanges,
  ) {}

  /** Up to `limit` items behind `after`, by id; archived ones are gone. */
  page({ after, limit }: { after: string | undefined; limit: number }): Promise<readonly Item[]> {
    const where = { isArchived: false, ...(after === undefined ? {} : { id: MoreThan(after) }) };
    return this.items.findBy(where, { order: { id: 'ASC' }, limit });
  }

  /** Throws NotFound, also for what is archived. */
  async one(id: string): Promise<Item> {
    return present(await this.items.get(id));
  }

  /** Throws UNKNOWN_REFERENCE with the place of each category, group and outlet that the tenant, or the caller, does not have. */
  add({ modifierGroupIds, variants, ...body }: AddItemBody, who: Principal): Promise<Item> {
    return this.changes.run(async () => {
      const { idempotency } = currentCall();
      const id = idempotency?.subjectId ?? newId();
      // The first call with this key may have died between its commit and its answer
      const written = idempotency?.resumed ? await this.items.find(id) : null;
      if (written) return written;
      const { modifierGroups = [], faults } = await this.find({ ...body, modifierGroupIds }, who);
      if (faults.length > 0) throw refuse(UnknownReference, faults);
      const parts = withIds(variants, []).parts;
      const item = Item.write({ ...body, id, modifierGroups, variants: parts });
      await this.items.add(item);
      return item;
    });
  }

  /** Changes what is named; prices that change are kept with who changed them. Throws NotFound, VERSION_CONFLICT, UNKNOWN_REFERENCE. */
  change(id: string, body: ChangeItemBody, who: Principal, expectedVersion: number | undefined): Promise<Item> {
    return this.changes.run(() =>
      this.items.change(
        id,
        async (item) => {
          const content = await this.contentOf(body, present(item), who);
          await this.history.write(id, item.change(content), who.id);
        },
        { expectedVersion },
      ),
    );
  }

  /** Throws NotFound, VERSION_CONFLICT. */
  async archive(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.changes.run(() => this.items.change(id, (item) => present(item).archive(), { expectedVersion }));
  }

  private async contentOf(body: ChangeItemBody, item: Item, who: Principal): Promise<Partial<ItemContent>> {
    const { modifierGroupIds, variants, overrides, ...named } = body;
    const { categoryIds } = named;
    const { modifierGroups, faults } = await this.find({ categoryIds, modifierGroupIds, overrides }, who);
    const sent = variants && withIds(variants, item.variants);
    const ofVariants = (sent?.unknown ?? []).map((index) => unknownReference(`variants.${index}.id`));
    const all = [...faults, ...ofVariants];
    if (all.length > 0) throw refuse(UnknownReference, all);
    const content = {
      ...named,
      modifierGroups,
      variants: sent?.parts,
      overrides: overrides && overridesWritten(item.overrides, overrides, (outletId) => who.mayEnter(outletId)),
    };
    return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
  }

  /** The groups that are named, in their order, and the places that name nothing. */
  private async find(
    {
      categoryIds,
      modifierGroupIds,
      overrides,
    }: Pick<ChangeItemBody, 'categoryIds' | 'modifierGroupIds' | 'overrides'>,
    who: Principal,
  ): Promise<Found> {
    const places = overrides?.map(({ outletId }) => outletId);
    const categories = await idsOf(categoryIds, (ids) => this.categories.findBy({ id: In(ids), isRemoved: false }));
    const outlets = await idsOf(places, (ids) => this.outlets.many(ids));
    const groups = modifierGroupIds?.length
      ? await this.groups.findBy({ id: In(modifierGroupIds), isRemoved: false })
      : [];
    const byId = new Map(groups.map((group) => [group.id, group.snapshot]));
    return {
      modifierGroups: modifierGroupIds?.flatMap((id) => byId.get(id) ?? []),
      faults: [
        ...missing('categoryIds', '', categoryIds, (id) => categories.has(id)),
        ...missing('modifierGroupIds', '', modifierGroupIds, (id) => byId.has(id)),
        ...missing('overrides', '.outletId', places, (id) => outlets.has(id) && who.mayEnter(id)),
      ],
    };
  }
}

async function idsOf(
  ids: readonly string[] | undefined,
  read: (ids: string[]) => Promise<readonly { readonly id: string; readonly removed?: boolean }[]>,
): Promise<ReadonlySet<string>> {
  if (!ids?.length) return new Set();
  return new Set((await read([...ids])).filter(({ removed }) => removed !== true).map(({ id }) => id));
}

function missing(
  field: string,
  inside: string,
  ids: readonly string[] | undefined,
  isThere: (id: string) => boolean,
): Fault[] {
  return (ids ?? []).flatMap((id, index) => (isThere(id) ? [] : [unknownReference(`${field}.${index}${inside}`)]));
}

function present(item: Item): Item {
  if (item.isArchived) throw refuse(NotFound);
  return item;
}
