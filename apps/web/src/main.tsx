import { askFirst } from './api/first-answers.js';
import { fetchFirstWords } from './i18n/first-words.js';

// All of this file is a kilobyte, and runs while the console itself is still on its way.
void askFirst(location.pathname);
fetchFirstWords();
void import('./start.js');
