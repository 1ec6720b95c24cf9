import { making, readSms } from '../../tools/generate/postman/scripts.mjs';

const anyPhone = "'+9198' + String(Math.floor(Math.random() * 1e8)).padStart(8, '0')";

/** A customer whom nobody knew before signs in by the code of an SMS; `token` is the variable with the access token. */
export function customerSignsIn(token = 'access_token') {
  const isFirst = token === 'access_token';
  return [
    {
      ...{ name: 'A customer asks for a code', call: 'requestOtp', body: { phone: '{{phone}}' }, says: 202 },
      before: making({ phone: anyPhone }),
      about: 'An SMS with six digits goes out. The answer never tells whether the number is known.',
      shows: { 'says how long the code is good': 'pm.expect(new Date(data.expiresAt)).to.be.above(new Date())' },
    },
    {
      ...{ name: 'and signs in with it', call: 'verifyOtp', before: readSms, says: 200 },
      body: { phone: '{{phone}}', code: '{{otp_code}}', device: 'Postman' },
      about:
        'Locally the code is read from the SMS of the simulator; elsewhere type it into the variable `otp_code`. The access token is good for 15 minutes.',
      shows: { 'is a customer': "pm.expect(data.person.roles).to.eql(['CUSTOMER'])" },
      keep: {
        [token]: 'data.accessToken',
        ...(isFirst ? { refresh_token: 'data.refreshToken', customer_id: 'data.person.id' } : {}),
      },
    },
  ];
}

/** Somebody who works here signs in; `login` is the part before the @. */
export function staffSignsIn(login, token, keep = {}) {
  return {
    ...{ name: `The ${login} signs in`, call: 'signInStaff', says: 200 },
    body: { login: `${login}@{{staff_domain}}`, password: '{{staff_password}}', device: 'Postman' },
    shows: { 'is staff': "pm.expect(data.person.kind).to.equal('staff')" },
    keep: { [token]: 'data.accessToken', ...keep },
  };
}

/** Which outlet is meant from now on. */
export const outletIsChosen = {
  ...{ name: 'The outlet', call: 'listOutlets', says: 200 },
  shows: { 'there is one': 'pm.expect(data.length).to.be.at.least(1)' },
  keep: { outlet_id: "(data.find(({ code }) => code === pm.variables.get('outlet_code')) || data[0]).id" },
};

/** Ids of dishes by their English names. */
export function menuIsRead(wanted) {
  const items = 'data.categories.flatMap(({ items }) => items)';
  return {
    ...{ name: 'The menu', call: 'getMenu', query: { outlet: '{{outlet_id}}', lang: 'en' }, says: 200 },
    about: 'The whole menu in one answer, with prices in paise.',
    shows: { 'something can be had': `pm.expect(${items}.some(({ available }) => available)).to.equal(true)` },
    keep: Object.fromEntries(
      Object.entries(wanted).map(([variable, dish]) => [
        variable,
        `(${items}.find(({ name }) => name === '${dish}') || ${items}[0]).id`,
      ]),
    ),
  };
}
