import { useEffect, useState, type ReactElement } from 'react';
import { useLanguage } from '../i18n/use-language.js';
import { momentHint } from './moment-text.js';
import { formatAgo } from './time-ago-text.js';

/** "12 s ago", kept current by itself without a render of what is around it. */
export function TimeAgo({ at }: { at: string | number }): ReactElement {
  const language = useLanguage();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, 1_000);
    return () => clearInterval(timer);
  }, []);
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} title={momentHint(moment)}>
      {formatAgo(now - moment.getTime(), language)}
    </time>
  );
}
