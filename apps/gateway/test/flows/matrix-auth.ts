import { rowsOf } from './matrix-row.js';

const invalid = '422 VALIDATION_FAILED';

/** Sign-ins, people, outlets and tablets. */
// prettier-ignore
export const authRows = rowsOf([
  //                                     none, alien, customer stranger guest outsider, owner manager cashier waiter kitchen, neighbour, device, operator
  ['POST   /auth/customer/request-otp', '+ + ++++ +++++ + + +', { body: () => ({ phone: 'x' }), says: invalid }],
  ['POST   /auth/customer/verify-otp',  '+ + ++++ +++++ + + +', { body: () => ({ phone: 'x', code: 'x' }), says: invalid }],
  ['POST   /auth/staff/login',          '+ + ++++ +++++ + + +', { body: () => ({}), says: invalid }],
  ['POST   /auth/refresh',              '+ + ++++ +++++ + + +', { body: () => ({ refreshToken: 'x' }), says: '401 AUTH_REFRESH_INVALID' }],
  ['POST   /auth/logout',               '. + ++xx +++++ + x +', { body: () => ({}), says: '204', ends: 'this sign-in' }],
  ['POST   /auth/logout-all',           '. + ++xx +++++ + x +', { body: () => ({}), says: '204', ends: 'all sign-ins' }],
  ['GET    /auth/me',                   '. + ++xx +++++ + x +'],
  ['GET    /auth/sessions',             '. + ++xx +++++ + x +'],
  ['DELETE /auth/sessions/:id',         '. 0 00xx 000+0 0 x 0', { at: { id: 'waiterSession' }, says: '204' }],
  ['GET    /.well-known/jwks.json',     '+ + ++++ +++++ + + +'],
  ['GET    /tenants/current',           '. + xxxx +xxxx x x x'],
  ['PATCH  /tenants/current',           '. + xxxx +xxxx x x x', { body: () => ({ name: '' }), says: invalid }],
  ['PATCH  /tenants/:id/status',        '. x xxxx xxxxx x x +', { at: { id: 'tenant' }, body: () => ({ status: 'ACTIVE' }) }],
  ['GET    /outlets',                   '+ + ++++ +++++ + + +'],
  ['GET    /outlets/:id',               '+ 0 ++++ +++++ + + 0', { at: { id: 'outlet' } }],
  ['GET    /staff',                     '. + xxxx ++xxx + x x'],
  ['GET    /staff/:id',                 '. 0 xxxx ++xxx 0 x x', { at: { id: 'waiterStaff' } }],
  ['POST   /staff/:id/suspend',         '. 0 xxxx +xxxx x x x', { at: { id: 'ownerStaff' }, body: () => ({}), says: '409 LAST_OWNER' }],
  ['PUT    /staff/:id/pin',             '. 0 xxxx +xxxx x x x', { at: { id: 'waiterStaff' }, body: () => ({ pin: '4321' }) }],
  ['GET    /customers',                 '. + xxxx +++xx + x x'],
  ['GET    /customers/:id',             '. 0 xxxx +++xx + x x', { at: { id: 'customer' } }],
  ['GET    /users/profile',             '. + ++xx +++++ + x x'],
  ['PATCH  /users/profile',             '. + ++xx +++++ + x x', { body: () => ({ name: '' }), says: invalid }],
  ['PUT    /users/pin',                 '. + ppxx +++++ + x x', { body: () => ({ pin: '4321' }), signs: { p: '403 PERMISSION_DENIED' } }],
  ['POST   /devices/pair',              '. r xxxx ++xxx r x x', { body: ({ outlet }) => ({ outletId: outlet, name: 'Tablet' }), says: '201' }],
  ['POST   /devices/claim',             '+ + ++++ +++++ + + +', { body: () => ({ code: 'WRONGWRONG' }), says: '401 PAIRING_CODE_INVALID' }],
  ['POST   /devices/token',             '+ + ++++ +++++ + + +', { body: () => ({ deviceToken: 'x' }), says: '401 DEVICE_TOKEN_INVALID' }],
  ['GET    /devices',                   '. + xxxx ++xxx + x x'],
  ['GET    /devices/staff',             '. x xxxx xxxxx x + x'],
  ['POST   /devices/staff-session',     '. x xxxx xxxxx x + x', { body: ({ waiterStaff }) => ({ staffId: waiterStaff, pin: '4321' }) }],
  ['GET    /devices/:id',               '. 0 xxxx ++xxx 0 x x', { at: { id: 'device' } }],
  ['DELETE /devices/:id',               '. 0 xxxx ++xxx 0 x x', { fresh: { id: 'device' }, says: '204' }],
]);
