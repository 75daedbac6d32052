import { Button, DatePicker, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDatesInLanguage } from '../../i18n/use-dates-in-language.js';
import { zoneName } from '../../ui/format.js';
import { LONGEST_SPAN_MS, momentsOf, SHORTEST_SPAN_MS, type Moments, type TimeSpan } from './time-span.js';

interface Props {
  span: TimeSpan;
  /** With null when nothing is to change. */
  onDone: (moments: Moments | null) => void;
}

/** From and to in the user's zone. */
export default function CustomSpan({ span, onDone }: Props): ReactElement {
  const { t } = useTranslation();
  useDatesInLanguage();
  const [initial] = useState(() => momentsOf(span, Date.now()));
  const [from, setFrom] = useState<Dayjs | null>(() => dayjs(initial.from));
  const [to, setTo] = useState<Dayjs | null>(() => dayjs(initial.to));
  const length = from === null || to === null ? 0 : to.valueOf() - from.valueOf();
  const wrong =
    length < SHORTEST_SPAN_MS ? 'chart.tooShort' : length > LONGEST_SPAN_MS ? 'chart.tooLong' : null;
  const fields = [
    { id: 'span-from', label: t('chart.from'), value: from, onChange: setFrom },
    { id: 'span-to', label: t('chart.to'), value: to, onChange: setTo },
  ] as const;
  return (
    <form
      className="custom-span"
      aria-label={t('chart.custom')}
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong === null && from !== null && to !== null)
          onDone({ from: from.valueOf(), to: to.valueOf() });
      }}
    >
      {fields.map(({ id, label, value, onChange }) => (
        <label key={id} htmlFor={id}>
          <span>{label}</span>
          <DatePicker
            id={id}
            showTime
            needConfirm={false}
            value={value}
            onChange={onChange}
            maxDate={dayjs().endOf('day')}
            aria-invalid={wrong !== null}
            aria-describedby="span-note"
          />
        </label>
      ))}
      <p id="span-note" className={wrong === null ? 'quiet' : 'figure-error'}>
        {wrong === null ? t('chart.zone', { zone: zoneName() }) : t(wrong)}
      </p>
      <Space>
        <Button type="primary" htmlType="submit" disabled={wrong !== null}>
          {t('chart.apply')}
        </Button>
        <Button onClick={() => onDone(null)}>{t('common.cancel')}</Button>
      </Space>
    </form>
  );
}
