import { Initial1763700000000 } from './1763700000000-initial.js';
import { Fences1763800000100 } from './1763800000100-fences.js';
import { Failures1763800000200 } from './1763800000200-failures.js';
import { Throttle1763800000300 } from './1763800000300-throttle.js';
import { ResetAndWarnings1763800000400 } from './1763800000400-reset-and-warnings.js';
import { RollUps1763900000100 } from './1763900000100-roll-ups.js';
import { Compression1763900000200 } from './1763900000200-compression.js';
import { Sync1764000000100 } from './1764000000100-sync.js';
import { CheckRuns1764100000200 } from './1764100000200-check-runs.js';
import { Tag1764100000300 } from './1764100000300-tag.js';
import { Backfill1764100000400 } from './1764100000400-backfill.js';
import { AddressMap1764100000500 } from './1764100000500-address-map.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [
  Initial1763700000000,
  Fences1763800000100,
  Failures1763800000200,
  Throttle1763800000300,
  ResetAndWarnings1763800000400,
  RollUps1763900000100,
  Compression1763900000200,
  Sync1764000000100,
  CheckRuns1764100000200,
  Tag1764100000300,
  Backfill1764100000400,
  AddressMap1764100000500,
];
