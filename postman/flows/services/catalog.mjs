const tax = { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' };
const group = { name: { en: 'Postman’s extras' }, modifiers: [{ name: { en: 'Extra chutney' }, price: 2_000 }] };
const dish = {
  ...{ name: { en: 'Postman’s dish {{$guid}}' }, categoryIds: ['{{category_id}}'], diet: 'VEG', price: 10_000, tax },
  ...{ station: 'tawa', modifierGroupIds: ['{{new_group_id}}'] },
};

/** The menu. */
export const catalog = {
  service: 'catalog',
  operations: [
    {
      call: 'getMenu',
      query: { outlet: '{{outlet_id}}', lang: 'en' },
      shows: { 'may be kept': "pm.expect(pm.response.headers.get('etag')).to.be.a('string')" },
      keep: { menu_etag: "pm.response.headers.get('etag')" },
      then: [
        {
          ...{ name: '304, nothing is new', query: { outlet: '{{outlet_id}}', lang: 'en' }, says: [304, 200] },
          headers: { 'If-None-Match': '{{menu_etag}}' },
          about: 'Send the ETag of the menu that you have; without a change there is no body.',
        },
      ],
    },
    { call: 'getAvailability', query: { outlet: '{{outlet_id}}' } },
    {
      call: 'getMenuItem',
      at: { id: '{{item_id}}' },
      shows: { 'is that one': "pm.expect(data.id).to.equal(pm.variables.get('item_id'))" },
    },
    { call: 'listItems', as: 'manager', query: { limit: 5 } },
    {
      call: 'listCategories',
      as: 'manager',
      keep: { category_id: 'data[0].id', category_ids: 'JSON.stringify(data.map(({ id }) => id))' },
    },
    { call: 'reorderCategories', as: 'manager', body: { categoryIds: '{{#category_ids}}' } },
    {
      call: 'addCategory',
      as: 'manager',
      body: { name: { en: 'Postman’s {{$guid}}' } },
      says: 201,
      keep: { new_category_id: 'data.id' },
    },
    {
      call: 'changeCategory',
      as: 'manager',
      at: { id: '{{new_category_id}}' },
      body: { description: { en: 'For a moment' } },
    },
    {
      ...{ call: 'removeCategory', as: 'manager', at: { id: '{{new_category_id}}' }, says: 204 },
      then: [
        { name: '409 CATEGORY_IN_USE', as: 'manager', at: { id: '{{category_id}}' }, says: '409 CATEGORY_IN_USE' },
      ],
    },
    { call: 'listModifierGroups', as: 'manager' },
    { call: 'addModifierGroup', as: 'manager', body: group, says: 201, keep: { new_group_id: 'data.id' } },
    {
      call: 'changeModifierGroup',
      as: 'manager',
      at: { id: '{{new_group_id}}' },
      body: { name: { en: 'Postman’s more extras' } },
    },
    {
      ...{ call: 'addItem', as: 'manager', body: dish, says: 201, keep: { new_item_id: 'data.id' } },
      then: [
        {
          ...{ name: '422 UNKNOWN_REFERENCE', as: 'manager', says: '422 UNKNOWN_REFERENCE' },
          body: { ...dish, categoryIds: ['{{$guid}}'] },
        },
      ],
    },
    {
      ...{ call: 'changeItem', as: 'manager', at: { id: '{{new_item_id}}' }, body: { price: 11_000 } },
      shows: { 'costs that': 'pm.expect(data.price).to.equal(11000)' },
    },
    {
      call: 'listItemPrices',
      as: 'manager',
      at: { id: '{{new_item_id}}' },
      shows: { 'remembers what it cost': 'pm.expect(data[0].before).to.equal(10000)' },
    },
    {
      call: 'setItemAvailability',
      as: 'cook',
      at: { id: '{{new_item_id}}' },
      body: { available: false, until: 'tomorrow' },
    },
    {
      call: 'removeModifierGroup',
      as: 'manager',
      at: { id: '{{new_group_id}}' },
      says: 204,
      first: [
        {
          name: '409 MODIFIER_GROUP_IN_USE',
          call: 'removeModifierGroup',
          as: 'manager',
          at: { id: '{{new_group_id}}' },
          says: '409 MODIFIER_GROUP_IN_USE',
        },
        {
          name: 'The dish lets go of it',
          call: 'changeItem',
          as: 'manager',
          at: { id: '{{new_item_id}}' },
          body: { modifierGroupIds: [] },
        },
      ],
    },
    { call: 'removeItem', as: 'manager', at: { id: '{{new_item_id}}' }, says: 204 },
  ],
};
