import { DownOutlined, ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { REFRESH_CHOICES, useLiveMode, useRefreshChoice } from '../api/live-updates.js';
import { MenuButton } from './popup/menu-button.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  /** When the data on screen was received, ms since the epoch; 0 before the first. */
  updatedAt: number;
  fetching: boolean;
  onRefresh: () => void;
}

/** "Updated 3 s ago", the choice of how to keep up (live, every so often, off), and a refresh button. */
export function RefreshIndicator({ updatedAt, fetching, onRefresh }: Props): ReactElement {
  const { t } = useTranslation();
  const mode = useLiveMode();
  const { choice, choose } = useRefreshChoice();
  const shown = mode === 'POLLING' ? t('refresh.polling') : t(`refresh.short.${choice}`);
  return (
    <span className="refresh-indicator">
      {updatedAt > 0 && (
        <span className="refresh-text">
          {t('refresh.updated')} <TimeAgo at={updatedAt} />
        </span>
      )}
      <MenuButton
        menu={() => ({
          selectable: true,
          selectedKeys: [choice],
          items: REFRESH_CHOICES.map((key) => ({
            key,
            label: t(`refresh.choice.${key}`),
            onClick: () => choose(key),
          })),
        })}
        type="text"
        size="small"
        aria-label={`${t('refresh.title')}: ${t(`refresh.choice.${choice}`)}`}
      >
        <span className={`live-dot live-${mode.toLowerCase()}`} aria-hidden="true" />
        {shown}
        <DownOutlined className="refresh-arrow" aria-hidden />
      </MenuButton>
      <Button
        type="text"
        size="small"
        aria-label={t('refresh.now')}
        title={t('refresh.now')}
        icon={<ReloadOutlined spin={fetching} />}
        onClick={onRefresh}
      />
    </span>
  );
}
