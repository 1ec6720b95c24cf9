import type { MigrationInterface } from 'typeorm';

/** A migration: its class name ends in the 13 digits of a time, which is its place in the order. */
export type MigrationClass = new () => MigrationInterface;
