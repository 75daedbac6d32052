import type { EventView } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatCount } from '../../ui/format.js';

/** Kinds that need more words than their name. */
const EXPLAINED = [
  'RETENTION_GAP',
  'SOURCE_TRUNCATED',
  'TARGET_TRUNCATED',
  'ORDER_VIOLATION',
  'MESSAGE_REFUSED',
  'METADATA_DRIFTED',
  'METADATA_CONFLICT',
  'METADATA_REFUSED',
  'PROGRESS_HELD',
] as const;

/** What an event means and what to do about it. */
export function EventMeaning({ event }: { event: EventView }): ReactElement | null {
  const { t } = useTranslation();
  const language = useLanguage();
  const kind = EXPLAINED.find((explained) => explained === event.kind);
  if (kind === undefined) return null;
  const { messages, generation, goesOnFrom } = event.details;
  const figures = {
    messages: number(messages, language),
    generation: number(generation, language),
    goesOnFrom: number(goesOnFrom, language),
  };
  return <p className="event-meaning">{t(`eventMeaning.${kind}`, figures)}</p>;
}

function number(value: unknown, language: string): string {
  return formatCount(typeof value === 'number' ? value : null, language);
}
