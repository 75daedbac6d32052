import type acts from './acts.en.json';
import type clusters from './clusters.en.json';
import type fieldRules from './field-rules.en.json';
import type frame from './frame.en.json';
import type list from './list.en.json';
import type precheck from './precheck.en.json';
import type stop from './stop.en.json';
import type sync from './sync.en.json';
import type watch from './watch.en.json';
import type wizard from './wizard.en.json';

/** Words of parts that are loaded when they are first opened; each part adds its own by `addWords`. */
export type LaterWords = typeof acts &
  typeof clusters &
  typeof fieldRules &
  typeof frame &
  typeof list &
  typeof precheck &
  typeof stop &
  typeof sync &
  typeof watch &
  typeof wizard;
