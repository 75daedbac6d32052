import { addWords } from '../../../i18n/i18n.js';

await addWords('stop');
