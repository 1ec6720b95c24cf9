export * from './answer.js';
export * from './error.js';
export * from './errors.js';
export * from './event.js';
export * from './identity.js';
export * from './permissions.js';
export * from './shapes.js';
export * from './tenant.js';
