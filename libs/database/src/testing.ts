/** For tests only: a database of one's own on a real PostgreSQL. */
export * from './testing/test-database.js';
