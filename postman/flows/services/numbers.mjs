const ofOutlet = { outlet: '{{outlet_id}}' };

/** Live numbers. */
export const analytics = {
  service: 'analytics',
  operations: [
    { call: 'getDailyMetrics', as: 'manager', query: ofOutlet },
    { call: 'getOrdersCount', as: 'manager', query: ofOutlet },
    { call: 'getRevenue', as: 'manager', query: ofOutlet },
    { call: 'getTopItems', as: 'manager', query: ofOutlet },
    { call: 'getKitchenMetrics', as: 'manager', query: ofOutlet },
  ],
};

/** Where screens connect. The sockets themselves are in docs/asyncapi.html. */
export const notification = {
  service: 'notification',
  operations: [
    {
      ...{ call: 'getSubscription', as: 'customer' },
      shows: { 'says where': "pm.expect(data.namespaces.map(({ namespace }) => namespace)).to.include('/orders')" },
    },
    {
      call: 'createStreamTicket',
      as: 'customer',
      says: 201,
      shows: { 'is for a stream': 'pm.expect(data.ticket).to.be.a("string")' },
    },
    {
      ...{
        call: 'openStream',
        without: ['NOT_FOUND'],
        why: 'A stream has no end, so none is opened here: `curl -N` shows one (docs/integration-guide.md).',
      },
      then: [
        {
          ...{ name: '401 STREAM_TICKET_INVALID', query: { ticket: 'x' }, says: '401 STREAM_TICKET_INVALID' },
          about: 'A ticket is good for one stream, and for a minute.',
        },
      ],
    },
  ],
};
