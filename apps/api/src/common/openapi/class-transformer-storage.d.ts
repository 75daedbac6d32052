declare module 'class-transformer/cjs/storage.js' {
  import type { MetadataStorage } from 'class-transformer/types/MetadataStorage.js';

  /** The library does not export it, but type look-ups of nested classes need it. */
  export const defaultMetadataStorage: MetadataStorage;
}
