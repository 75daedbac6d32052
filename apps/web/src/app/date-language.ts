import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import type { Language } from '../i18n/language.js';

/** Lets the date pickers name days and months in the language. */
export function speakInDates(language: Language): void {
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
}
