import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useLanguage } from './use-language.js';

/** Lets the date pickers that are drawn name days and months in the language shown. */
export function useDatesInLanguage(): void {
  dayjs.locale(useLanguage() === 'zh' ? 'zh-cn' : 'en');
}
