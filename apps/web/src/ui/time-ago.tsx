import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../i18n/use-language.js';
import { momentHint } from './moment-text.js';
import { formatAgo } from './time-ago-text.js';

/**
 * "12 sec. ago", kept current by itself without a render of what is around it. The moment itself stands behind it once it is pointed
 * at: the name of its zone takes as long as a list to draw.
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
  return (
    <time
      dateTime={moment.toISOString()}
      title={pointed ? momentHint(moment) : undefined}
      onPointerEnter={() => setPointed(true)}
    >
      {formatAgo(now - moment.getTime(), language, t)}
    </time>
  );
}
