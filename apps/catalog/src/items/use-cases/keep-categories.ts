import {
  CategoryInUse,
  NotFound,
  UnknownReference,
  type AddCategoryBody,
  type ChangeCategoryBody,
} from '@chowk/contracts';
import { currentCall, currentTenantId, Database, InjectStore, newId, refuse, sql, type Store } from '@chowk/kit';
import { Injectable } from '@nestjs/common';
import { MenuChanges } from '../../menu/database/menu-changes.js';
import { Category } from '../domain/category.js';
import { unknownReference } from '../domain/unknown-reference.js';

/** The headings of the menu. */
@Injectable()
export class KeepCategories {
  constructor(
    private readonly database: Database,
    @InjectStore(Category) private readonly categories: Store<Category>,
    private readonly changes: MenuChanges,
  ) {}

  /** All of the tenant's, in their order. */
  all(): Promise<readonly Category[]> {
    return this.categories.findBy({ isRemoved: false }, { order: { position: 'ASC', id: 'ASC' } });
  }

  /** Opens a category behind all others. */
  add(body: AddCategoryBody): Promise<Category> {
    return this.changes.run(async () => {
      const { idempotency } = currentCall();
      const id = idempotency?.subjectId ?? newId();
      // The first call with this key may have died between its commit and its answer
      const written = idempotency?.resumed ? await this.categories.find(id) : null;
      if (written) return written;
      const last = (await this.all()).at(-1);
      const category = Category.open({ ...body, id, position: (last?.position ?? 0) + 1 });
      await this.categories.add(category);
      return category;
    });
  }

  /** Throws NotFound, VERSION_CONFLICT. */
  change(id: string, body: ChangeCategoryBody, expectedVersion: number | undefined): Promise<Category> {
    return this.changes.run(() =>
      this.categories.change(id, (category) => present(category).change(body), { expectedVersion }),
    );
  }

  /** Puts these first, in this order; the others follow in theirs. Throws UNKNOWN_REFERENCE, then nothing is moved. */
  reorder(ids: readonly string[]): Promise<readonly Category[]> {
    return this.changes.run(async () => {
      const categories = new Map((await this.all()).map((category) => [category.id, category]));
      const unknown = ids.flatMap((id, index) => (categories.has(id) ? [] : [`categoryIds.${index}`]));
      if (unknown.length > 0) throw refuse(UnknownReference, unknown.map(unknownReference));
      const order = [...new Set([...ids, ...categories.keys()])];
      for (const [index, id] of order.entries())
        await this.categories.change(id, (category) => category.moveTo(index + 1));
      return this.all();
    });
  }

  /** Throws NotFound, VERSION_CONFLICT, and CATEGORY_IN_USE with the items that are in it. */
  async remove(id: string, expectedVersion: number | undefined): Promise<void> {
    await this.changes.run(() =>
      this.categories.change(
        id,
        async (category) => {
          present(category);
          const items = await this.database.query<{ id: string }>(sql`
            select id from item where tenant_id = ${currentTenantId()} and not is_archived
              and category_ids @> ${JSON.stringify([id])}::jsonb order by id limit 20`);
          if (items.length > 0)
            throw refuse(
              CategoryInUse,
              items.map((item) => ({ itemId: item.id })),
            );
          category.remove();
        },
        { expectedVersion },
      ),
    );
  }
}

function present(category: Category): Category {
  if (category.isRemoved) throw refuse(NotFound);
  return category;
}
