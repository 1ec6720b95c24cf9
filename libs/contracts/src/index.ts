export * from './envelope/index.js';
