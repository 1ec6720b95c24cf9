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
// Ids and time
export { newId } from './ids/new-id.js';
export * from './ids/seed-id.js';
export * from './clock/business-date.js';
export * from './clock/clock.js';
// What it keeps
export * from './database/aggregate.js';
export * from './database/database.js';
export { type FactSubject, type LooseFact } from './database/facts.js';
export * from './database/idempotency-key.js';
export * from './database/migration-class.js';
export * from './database/migrations/kit-migrations.js';
export * from './database/money-column.js';
export { TransactionNotCommitted } from './database/open-transaction.js';
export * from './database/open-database.js';
export * from './database/outbox.js';
export * from './database/outbox-row.js';
export { openPool, type PoolSettings } from './database/pools.js';
export * from './database/run-migrations.js';
export * from './database/snake-naming.js';
export { joinSql, prepared, type Sql, sql } from './database/sql.js';
export * from './database/store.js';
export * from './database/store-module.js';
export * from './database/transaction.js';
export * from './database/violates.js';
export * from './database/worker-database.js';
// How it hears and tells events
export * from './events/consumption.js';
export * from './events/copy.js';
export * from './events/dead-letter-command.js';
export * from './events/dead-letter-store.js';
export * from './events/dead-letters.js';
export * from './events/delivery.js';
export * from './events/event-handlers.js';
export * from './events/event-metrics.js';
export * from './events/events.module.js';
export * from './events/journal.js';
export * from './events/kafka.transport.js';
export * from './events/on.js';
export * from './events/rebuild.js';
export * from './events/received-event.js';
export * from './events/relay.js';
export * from './events/wakeups.js';
export * from './events/wire.js';
