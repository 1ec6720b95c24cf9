export * from './database.js';
export * from './eventually.js';
export * from './stack.js';
export * from './tenant-isolation.js';
export * from './kafka.js';
export * from './topics.js';
