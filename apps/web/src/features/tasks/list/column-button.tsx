import { SettingOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { late } from '../../../ui/late.js';
import { usePressPopup } from '../../../ui/popup/use-press-popup.js';
import type { TaskColumn } from './column-choice.js';

const ColumnPopover = late(() => import('./column-popover.js'));

interface Props {
  columns: readonly TaskColumn[];
  onChange: (columns: readonly TaskColumn[] | null) => void;
}

/** Opens the choice of columns. */
export function ColumnButton(props: Props): ReactElement {
  const { t } = useTranslation();
  const { made, open, onOpenChange, anchor, button } = usePressPopup();
  return (
    <span {...anchor}>
      <Button
        {...button}
        icon={<SettingOutlined />}
        aria-label={t('taskList.columns')}
        title={t('taskList.columns')}
      />
      {made && <ColumnPopover {...props} open={open} onOpenChange={onOpenChange} />}
    </span>
  );
}
