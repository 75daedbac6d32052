import { addWords } from '../../i18n/i18n.js';
import en from '../../i18n/watch.en.json';
import zh from '../../i18n/watch.zh.json';

addWords({ en, zh });
