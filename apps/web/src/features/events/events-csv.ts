import type { EventView } from '@slipstream/shared';
import type { TFunction } from 'i18next';
import type { CsvCell } from '../../ui/csv.js';

/**
 * Events as rows of a CSV file, the head first: moments in UTC, kinds and severities in words, nobody for what no user
 * did, details as they were written.
 */
export function eventsCsv(events: readonly EventView[], t: TFunction): CsvCell[][] {
  return [
    [
      t('eventList.at'),
      t('eventList.what'),
      t('eventList.severity'),
      t('eventList.actor'),
      t('eventList.details'),
    ],
    ...events.map(({ at, kind, severity, actor, details }) => [
      at,
      t(`event.${kind}`),
      t(`severity.${severity}`),
      actor,
      Object.keys(details).length === 0 ? null : JSON.stringify(details),
    ]),
  ];
}
