import { addWords } from '../../i18n/i18n.js';
import en from '../../i18n/sync.en.json';
import zh from '../../i18n/sync.zh.json';

addWords({ en, zh });
