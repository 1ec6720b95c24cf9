import { newId } from '@chowk/kit';
import type { Reply } from '@chowk/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, RunningCatalog } from './running-catalog.js';

const outcome = (reply: Reply) => [reply.status, reply.code];

describe('The parts of the menu', () => {
  let catalog: RunningCatalog;
  beforeAll(async () => {
    catalog = await RunningCatalog.start();
  });
  afterAll(() => catalog.close());

  const categoryNames = async () => (await catalog.menu()).categories.map(({ name }) => name);
  const group = () => ({
    name: { en: 'Extras' },
    maxChoices: 2,
    modifiers: [{ name: { en: 'Cheese' }, price: 4_000 }, { name: { en: 'Ghee' } }],
  });

  describe('Categories', () => {
    it('are opened behind all others, renamed, and put into a new order', async () => {
      const [first, second, third] = [
        await catalog.addCategory('First'),
        await catalog.addCategory('Second'),
        await catalog.addCategory('Third'),
      ];
      expect(await categoryNames()).toEqual(['First', 'Second', 'Third']);
      const renamed = await catalog.patch(`/menu/categories/${second}`, { name: { en: 'Renamed' } }, 1);
      expect(renamed.at('data')).toMatchObject({ name: { en: 'Renamed' }, version: 2, position: 2 });
      expect(outcome(await catalog.patch(`/menu/categories/${second}`, { name: { en: 'Late' } }, 1))).toEqual([
        412,
        'VERSION_CONFLICT',
      ]);
      const reorder = { body: { categoryIds: [third] }, token: catalog.manager };
      const reply = await catalog.it.http.post('/menu/categories/reorder', reorder);
      expect([reply.status, reply.at('data.0.id')]).toEqual([200, third]);
      expect(await categoryNames()).toEqual(['Third', 'First', 'Renamed']);
      const listed = await catalog.it.http.get('/menu/categories', { token: catalog.manager });
      expect(listed.at('data.1')).toMatchObject({ id: first, name: { en: 'First', hi: 'First (हिन्दी)' } });
    });

    it('that are not there cannot be ordered, and then nothing moves: 422 with the place', async () => {
      const before = await categoryNames();
      const id = await catalog.addCategory('Fourth');
      const body = { categoryIds: [id, newId()] };
      const reply = await catalog.it.http.post('/menu/categories/reorder', { body, token: catalog.manager });
      expect([...outcome(reply), ...reply.faults]).toEqual([
        422,
        'UNKNOWN_REFERENCE',
        'categoryIds.1 UNKNOWN_REFERENCE',
      ]);
      expect(await categoryNames()).toEqual([...before, 'Fourth']);
      const twice = { categoryIds: [id, id] };
      expect(
        (await catalog.it.http.post('/menu/categories/reorder', { body: twice, token: catalog.manager })).faults,
      ).toEqual(['categoryIds NOT_ALLOWED']);
    });

    it('are closed when nothing is in them, and like missing from then on', async () => {
      const id = await catalog.addCategory('Closing');
      const itemId = await catalog.addItem({ categoryIds: [id] });
      const refused = await catalog.remove(`/menu/categories/${id}`);
      expect([...outcome(refused), refused.at('error.details')]).toEqual([409, 'CATEGORY_IN_USE', [{ itemId }]]);
      await catalog.remove(`/menu/items/${itemId}`);
      expect((await catalog.remove(`/menu/categories/${id}`, 1)).status).toBe(204);
      expect(await categoryNames()).not.toContain('Closing');
      const gone = [await catalog.remove(`/menu/categories/${id}`), await catalog.patch(`/menu/categories/${id}`, {})];
      expect(gone.map(({ status }) => status)).toEqual([404, 404]);
      const naming = await catalog.patch(`/menu/items/${await catalog.addItem()}`, { categoryIds: [id] });
      expect(naming.code).toBe('UNKNOWN_REFERENCE');
    });
  });

  describe('Groups of choices', () => {
    it('stand inside the items that offer them, in the order of the item', async () => {
      const [one, other] = [
        idOf(await catalog.post('/menu/modifier-groups', group())),
        idOf(await catalog.post('/menu/modifier-groups', group())),
      ];
      const id = await catalog.addItem({ modifierGroupIds: [other, one] });
      const shown = await catalog.menuItem(id);
      expect(shown.modifierGroups).toMatchObject([
        {
          id: other,
          minChoices: 0,
          maxChoices: 2,
          modifiers: [
            { name: 'Cheese', price: 4_000 },
            { name: 'Ghee', price: 0 },
          ],
        },
        { id: one },
      ]);
      const fewer = await catalog.patch(`/menu/items/${id}`, { modifierGroupIds: [] });
      expect(fewer.at('data.modifierGroups')).toEqual([]);
    });

    it('that change are told by every item that offers them, and by no other', async () => {
      const made = await catalog.post('/menu/modifier-groups', group());
      const groupId = idOf(made);
      const [one, other, plain] = [
        await catalog.addItem({ modifierGroupIds: [groupId] }),
        await catalog.addItem({ modifierGroupIds: [groupId] }),
        await catalog.addItem(),
      ];
      const cheese = String(made.at('data.modifiers.0.id'));
      const modifiers = [
        { id: cheese, name: { en: 'Cheese' }, price: 4_500, available: false },
        { name: { en: 'Podi' } },
      ];
      const changed = await catalog.patch(`/menu/modifier-groups/${groupId}`, { modifiers, maxChoices: 1 }, 1);
      expect(changed.at('data')).toMatchObject({ version: 2, maxChoices: 1, modifiers: [{ id: cheese }, {}] });
      for (const itemId of [one, other]) {
        const told = await catalog.told('catalog.item.state.v1', itemId, (data) =>
          JSON.stringify(data).includes('4500'),
        );
        expect([told.version, told.data['modifierGroups']]).toMatchObject([2, [{ id: groupId, maxChoices: 1 }]]);
      }
      expect((await catalog.menuItem(plain)).version).toBe(1);
    });

    it('name modifiers of their own alone: 422 with the place', async () => {
      const id = idOf(await catalog.post('/menu/modifier-groups', group()));
      const modifiers = [{ id: newId(), name: { en: 'Foreign' } }];
      const reply = await catalog.patch(`/menu/modifier-groups/${id}`, { modifiers });
      expect([...outcome(reply), ...reply.faults]).toEqual([
        422,
        'UNKNOWN_REFERENCE',
        'modifiers.0.id UNKNOWN_REFERENCE',
      ]);
    });

    it('never ask for more choices than they allow: 422', async () => {
      const reply = await catalog.it.http.post('/menu/modifier-groups', {
        body: { ...group(), minChoices: 3 },
        token: catalog.manager,
      });
      expect([reply.status, reply.faults]).toEqual([422, ['minChoices OUT_OF_RANGE']]);
      const id = idOf(await catalog.post('/menu/modifier-groups', group()));
      const changed = await catalog.patch(`/menu/modifier-groups/${id}`, { minChoices: 3 });
      expect([changed.status, changed.faults]).toEqual([422, ['minChoices OUT_OF_RANGE']]);
    });

    it('are removed when no item offers them, listed page by page, and changed by version', async () => {
      const id = idOf(await catalog.post('/menu/modifier-groups', group()));
      const itemId = await catalog.addItem({ modifierGroupIds: [id] });
      const refused = await catalog.remove(`/menu/modifier-groups/${id}`);
      expect([...outcome(refused), refused.at('error.details')]).toEqual([409, 'MODIFIER_GROUP_IN_USE', [{ itemId }]]);
      await catalog.patch(`/menu/items/${itemId}`, { modifierGroupIds: [] });
      expect(outcome(await catalog.remove(`/menu/modifier-groups/${id}`, 9))).toEqual([412, 'VERSION_CONFLICT']);
      expect((await catalog.remove(`/menu/modifier-groups/${id}`)).status).toBe(204);
      const gone = [
        await catalog.remove(`/menu/modifier-groups/${id}`),
        await catalog.patch(`/menu/modifier-groups/${id}`, { maxChoices: 1 }),
      ];
      expect(gone.map(({ status }) => status)).toEqual([404, 404]);
      const first = await catalog.it.http.get('/menu/modifier-groups?limit=1', { token: catalog.manager });
      const cursor = String(first.at('meta.nextCursor'));
      const rest = await catalog.it.http.get(`/menu/modifier-groups?cursor=${cursor}`, { token: catalog.manager });
      const ids = [first, rest].flatMap((reply) => reply.at('data') as { id: string }[]).map((one) => one.id);
      expect(ids).not.toContain(id);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  it('are written by managers alone, and read by staff: 403 for customers', async () => {
    const customer = await catalog.it.mintToken({ tenantId: catalog.tenant.id, roles: ['CUSTOMER'] });
    const { http } = catalog.it;
    const answers = await Promise.all([
      http.get('/menu/categories', { token: customer }),
      http.post('/menu/categories', { token: customer, body: { name: { en: 'x' } } }),
      http.post('/menu/categories/reorder', { token: customer, body: { categoryIds: [newId()] } }),
      http.delete(`/menu/categories/${newId()}`, { token: customer }),
      http.get('/menu/modifier-groups', { token: customer }),
      http.post('/menu/modifier-groups', { token: customer, body: group() }),
      http.delete(`/menu/modifier-groups/${newId()}`, { token: customer }),
    ]);
    expect(answers.map(outcome)).toEqual(answers.map(() => [403, 'PERMISSION_DENIED']));
  });
});
