import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { momentHint } from './moment-text.js';
import { formatAgo } from './time-ago-text.js';

const MINUTE_MS = 60_000;

/**
 * "12 sec. ago", kept current by itself without a render of what is around it; the moment itself stands behind it once it is pointed
 * at. Neither uses `Intl` before it has to: a browser takes longer to load its tables than to draw a list.
 */
export function TimeAgo({ at }: { at: string | number }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  const [now, setNow] = useState(() => Date.now());
  const [pointed, setPointed] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  const moment = new Date(at);
  // A clock that is behind counts as now.
  const elapsed = Math.max(0, now - moment.getTime());
  const seconds = Math.floor(elapsed / 1_000);
  return (
    <time
      dateTime={moment.toISOString()}
      title={pointed ? momentHint(moment) : undefined}
      onPointerEnter={() => setPointed(true)}
    >
      {elapsed >= MINUTE_MS
        ? formatAgo(elapsed, language)
        : seconds === 0
          ? t('common.now')
          : t('common.secondsAgo', { seconds })}
    </time>
  );
}
