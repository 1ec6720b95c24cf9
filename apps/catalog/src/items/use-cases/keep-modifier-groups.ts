import {
  ModifierGroupInUse,
  NotFound,
  UnknownReference,
  type AddModifierGroupBody,
  type ChangeModifierGroupBody,
} from '@chowk/contracts';
import { currentCall, currentTenantId, Database, InjectStore, newId, refuse, sql, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { MenuChanges } from '../../menu/database/menu-changes.js';
import { Item } from '../domain/item.js';
import { ModifierGroup } from '../domain/modifier-group.js';
import { unknownReference } from '../domain/unknown-reference.js';
import { withIds } from '../domain/with-ids.js';

/** Groups of choices, and the copies of them that items carry. */
@Injectable()
export class KeepModifierGroups {
  constructor(
    private readonly database: Database,
    @InjectStore(ModifierGroup) private readonly groups: Store<ModifierGroup>,
    @InjectStore(Item) private readonly items: Store<Item>,
    private readonly changes: MenuChanges,
  ) {}

  /** Up to `limit` groups behind `after`, by id. */
  page({ after, limit }: { after: string | undefined; limit: number }): Promise<readonly ModifierGroup[]> {
    const where = { isRemoved: false, ...(after === undefined ? {} : { id: MoreThan(after) }) };
    return this.groups.findBy(where, { order: { id: 'ASC' }, limit });
  }

  add(body: AddModifierGroupBody): Promise<ModifierGroup> {
    return this.changes.run(async () => {
      const { idempotency } = currentCall();
      const id = idempotency?.subjectId ?? newId();
      // The first call with this key may have died between its commit and its answer
      const written = idempotency?.resumed ? await this.groups.find(id) : null;
      if (written) return written;
      const { parts: modifiers } = withIds(body.modifiers, []);
      const group = ModifierGroup.offer({ ...body, id, modifiers });
      await this.groups.add(group);
      return group;
    });
  }

  /** Changes a group and tells every item that offers it anew. Throws NotFound, VERSION_CONFLICT, UNKNOWN_REFERENCE, VALIDATION_FAILED. */
  change(
    id: string,
    { modifiers, ...body }: ChangeModifierGroupBody,
    expectedVersion: number | undefined,
  ): Promise<ModifierGroup> {
    return this.changes.run(async () => {
      const changed = await this.groups.change(
        id,
        (group) => {
          present(group);
          const sent = modifiers && withIds(modifiers, group.modifiers);
          if (sent?.unknown.length)
            throw refuse(
              UnknownReference,
              sent.unknown.map((index) => unknownReference(`modifiers.${index}.id`)),
            );
          group.change({ ...body, modifiers: sent?.parts });
        },
        { expectedVersion },
      );
      for (const itemId of await this.itemsWith(id))
        await this.items.change(itemId, (item) => item.regroup(changed.snapshot));
      return changed;
    });
  }

  /** Throws NotFound, VERSION_CONFLICT, and MODIFIER_GROUP_IN_USE with items that offer it. */
  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.changes.run(() =>
      this.groups.change(
        id,
        async (group) => {
          present(group);
          const items = await this.itemsWith(id);
          if (items.length > 0)
            throw refuse(
              ModifierGroupInUse,
              items.slice(0, 20).map((itemId) => ({ itemId })),
            );
          group.remove();
        },
        { expectedVersion },
      ),
    );
  }

  private async itemsWith(groupId: string): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id from item where tenant_id = ${currentTenantId()} and not is_archived
        and modifier_groups @> ${JSON.stringify([{ id: groupId }])}::jsonb order by id`);
    return rows.map(({ id }) => id);
  }
}

function present(group: ModifierGroup): ModifierGroup {
  if (group.isRemoved) throw refuse(NotFound);
  return group;
}
