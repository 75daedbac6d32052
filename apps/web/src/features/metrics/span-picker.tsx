import { ZoomOutOutlined } from '@ant-design/icons';
import { Button, Popover, Segmented } from 'antd';
import { lazy, Suspense, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../../ui/format.js';
import { TIME_RANGES, type TimeRange } from './time-range.js';
import type { TimeSpan } from './time-span.js';

// Calendars are heavy, and most people never open this one.
const CustomSpan = lazy(() => import('./custom-span.js'));

interface Props {
  span: TimeSpan;
  onRange: (range: TimeRange) => void;
  onCustom: (from: number, to: number) => void;
  /** Back to the range from before the zoom. */
  onBack: () => void;
}

/** Which time the charts show: a range that ends now, or any other one. */
export function SpanPicker({ span, onRange, onCustom, onBack }: Props): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const custom = span.kind === 'CUSTOM';
  return (
    <span className="span-picker">
      <Segmented<TimeRange | 'custom'>
        aria-label={t('metrics.range')}
        value={custom ? 'custom' : span.range}
        options={[
          ...TIME_RANGES.map((value) => ({ value, label: t(`range.${value}`) })),
          {
            value: 'custom' as const,
            label: (
              <Popover
                trigger="click"
                getPopupContainer={(label) => label.closest<HTMLElement>('.span-picker') ?? document.body}
                placement="bottomLeft"
                open={open}
                onOpenChange={setOpen}
                destroyOnHidden
                content={
                  <Suspense fallback={null}>
                    <CustomSpan
                      span={span}
                      onDone={(moments) => {
                        setOpen(false);
                        if (moments !== null) onCustom(moments.from, moments.to);
                      }}
                    />
                  </Suspense>
                }
              >
                <span>{t('chart.custom')}</span>
              </Popover>
            ),
          },
        ]}
        onChange={(value) => (value === 'custom' ? setOpen(true) : onRange(value))}
      />
      {custom && (
        <>
          <Button aria-label={t('chart.change')} onClick={() => setOpen(true)}>
            <SpanText span={span} />
          </Button>
          <Button icon={<ZoomOutOutlined />} onClick={onBack}>
            {t('chart.back')}
          </Button>
        </>
      )}
    </span>
  );
}

/** Moments in the user's zone; words of the address as they are, since they move. */
function SpanText({ span }: { span: Extract<TimeSpan, { kind: 'CUSTOM' }> }): ReactElement {
  const [from = '', to = ''] = [span.from, span.to].map((word) =>
    word.startsWith('now') ? word : formatMoment(Number(word)),
  );
  const day = from.slice(0, 11);
  return (
    <>
      {from} → {to.startsWith(day) ? to.slice(11) : to}
    </>
  );
}
