import type { ProgressWhy } from '@slipstream/shared';
import { Popover } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { IN_STEP_LOOK, LookLabel, PROGRESS_LOOK } from './looks.js';

/** Whether progress is carried, or what holds it: in a word, and on hover or focus in a sentence and the broker's words. */
export function ProgressState({
  why,
  said = null,
}: {
  why: ProgressWhy | null;
  said?: string | null;
}): ReactElement {
  const { t } = useTranslation();
  if (why === null) return <LookLabel look={IN_STEP_LOOK}>{t('progress.inStep')}</LookLabel>;
  return (
    <Popover
      trigger={['hover', 'focus']}
      content={
        <div className="reason">
          {t(`progressWhyHelp.${why}`)}
          {said !== null && (
            <div>
              <code>{said}</code>
            </div>
          )}
        </div>
      }
    >
      <button type="button" className="plain-button underlined" data-why={why}>
        <LookLabel look={PROGRESS_LOOK[why]}>{t(`progressWhy.${why}`)}</LookLabel>
      </button>
    </Popover>
  );
}
