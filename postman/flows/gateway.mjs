/** What the gateway says by itself. */
export const gateway = {
  name: 'Gateway',
  about: 'What the gateway answers before any service hears of a call.',
  steps: [
    {
      ...{ name: '404 NOT_FOUND', method: 'GET', url: '{{base_url}}/api/v1/nothing', says: '404 NOT_FOUND' },
      about: 'An address that there is not.',
    },
    {
      ...{
        name: '405 METHOD_NOT_ALLOWED',
        method: 'DELETE',
        url: '{{base_url}}/api/v1/orders',
        says: '405 METHOD_NOT_ALLOWED',
      },
      shows: { 'says which are': "pm.expect(pm.response.headers.get('allow')).to.include('POST')" },
    },
    {
      ...{ name: '413 PAYLOAD_TOO_LARGE', call: 'signInStaff', says: '413 PAYLOAD_TOO_LARGE' },
      before: ["pm.variables.set('too_much', 'x'.repeat(1100000));"],
      body: { login: '{{too_much}}', password: 'x' },
      about: 'A body may have a megabyte.',
    },
    {
      ...{ name: 'Your own request id', call: 'listOutlets', headers: { 'X-Request-Id': 'postman-4711' } },
      about: 'Send one, and find it in the answer, in every log line and in every event.',
      shows: { 'comes back': "pm.expect(pm.response.headers.get('x-request-id')).to.equal('postman-4711')" },
    },
  ],
};
