import { PauseOutlined, PlayCircleOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLiveMode } from '../api/live-updates.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  /** When the data on screen was received, ms since the epoch; 0 before the first. */
  updatedAt: number;
  fetching: boolean;
  onRefresh: () => void;
}

/** "Live, updated 3 s ago", with a switch for live updates and a refresh button. */
export function RefreshIndicator({ updatedAt, fetching, onRefresh }: Props): ReactElement {
  const { t } = useTranslation();
  const { mode, setPaused } = useLiveMode();
  const paused = mode === 'PAUSED';
  const toggle = paused ? t('live.resume') : t('live.pause');
  return (
    <span className="refresh-indicator">
      <span className={`live-dot live-${mode.toLowerCase()}`} aria-hidden="true" />
      <span className="refresh-text">
        {t(`live.${mode}`)}
        {updatedAt > 0 && (
          <>
            {' · '}
            {t('live.updated')} <TimeAgo at={updatedAt} />
          </>
        )}
      </span>
      <Tooltip title={toggle}>
        <Button
          type="text"
          size="small"
          aria-label={toggle}
          icon={paused ? <PlayCircleOutlined /> : <PauseOutlined />}
          onClick={() => setPaused(!paused)}
        />
      </Tooltip>
      <Tooltip title={t('live.refresh')}>
        <Button
          type="text"
          size="small"
          aria-label={t('live.refresh')}
          icon={<ReloadOutlined spin={fetching} />}
          onClick={onRefresh}
        />
      </Tooltip>
    </span>
  );
}
