import { addWords } from '../../i18n/i18n.js';
import en from '../../i18n/acts.en.json';
import zh from '../../i18n/acts.zh.json';

addWords({ en, zh });
