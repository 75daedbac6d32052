/** What tests of this library, and of what is built on it, need. */
export * from './testing/wire-vectors.js';
