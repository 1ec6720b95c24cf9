// The call being served
export * from './context/call-context.js';
export * from './context/domain-error.js';
export * from './context/principal.js';
// How a service starts
export * from './start/config.js';
export * from './start/create-service.js';
export * from './start/define-service.js';
export * from './start/seed.js';
export * from './start/start-service.js';
// How it answers HTTP
export * from './http/answers.js';
export * from './http/declarations.js';
export * from './http/request.js';
