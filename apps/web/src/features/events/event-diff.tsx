import type { FieldChange, FieldValue } from '@slipstream/shared';
import { Tag } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatBytes, formatCount } from '../../ui/format.js';
import { Moment } from '../../ui/moment.js';
import { FIELDS, isKnownField } from './event-changes.js';
import { isKnownValue, VALUES } from './event-words.js';

/** Old and new of each field that an act has changed, in the console's words; entries of lists as gained and lost. */
export function EventDiff({ changes }: { changes: readonly FieldChange[] }): ReactElement | null {
  const { t } = useTranslation();
  if (changes.length === 0) return null;
  return (
    <table className="event-diff" aria-label={t('eventDiff.title')}>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row">
              <FieldName field={change.field} />
            </th>
            <td>
              {'added' in change ? (
                <Entries added={change.added} removed={change.removed} />
              ) : (
                <>
                  <del>
                    <Value field={change.field} value={change.from} />
                  </del>
                  <span aria-hidden="true"> → </span>
                  <ins>
                    <Value field={change.field} value={change.to} />
                  </ins>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A field in the console's words. */
export function FieldName({ field }: { field: string }): ReactElement {
  const { t } = useTranslation();
  return isKnownField(field) ? <>{t(FIELDS[field])}</> : <code>{field}</code>;
}

function Entries({ added, removed }: { added: readonly string[]; removed: readonly string[] }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="event-entries">
      {removed.map((text) => (
        <Tag key={`- ${text}`} className="entry-removed">
          <span aria-hidden="true">− </span>
          <span className="visually-hidden">{t('eventDiff.removed')} </span>
          {text}
        </Tag>
      ))}
      {added.map((text) => (
        <Tag key={`+ ${text}`} className="entry-added">
          <span aria-hidden="true">+ </span>
          <span className="visually-hidden">{t('eventDiff.added')} </span>
          {text}
        </Tag>
      ))}
    </span>
  );
}

function Value({ field, value }: { field: string; value: FieldValue }): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  if (value === null) return <>{t(field.startsWith('throttle.') ? 'eventDiff.noLimit' : 'eventDiff.none')}</>;
  if (typeof value === 'boolean') return <>{t(value ? 'eventDiff.on' : 'eventDiff.off')}</>;
  if (typeof value === 'number') {
    if (field === 'throttle.bytesPerSecond') return <>{`${formatBytes(value, language)}/s`}</>;
    if (field === 'throttle.messagesPerSecond') return <>{`${formatCount(value, language)}/s`}</>;
    return <>{field.endsWith('timestamp') ? <Moment at={value} /> : formatCount(value, language)}</>;
  }
  // A name may be spelt like a code.
  return field !== 'name' && isKnownValue(value) ? <>{t(VALUES[value])}</> : <>{value}</>;
}
