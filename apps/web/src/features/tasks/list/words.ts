import { addWords } from '../../../i18n/i18n.js';

// Not awaited: the list belongs to the first load, whose first render waits for all words that are wanted by then.
void addWords('list');
