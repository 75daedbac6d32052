import { Button, Checkbox, Popover } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PopupCover } from '../../../ui/popup/popup-cover.js';
import { TASK_COLUMNS, type TaskColumn } from './column-choice.js';

interface Props {
  columns: readonly TaskColumn[];
  /** `null`: those that are usual. */
  onChange: (columns: readonly TaskColumn[] | null) => void;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The choice of columns, a file of its own: the page does not begin with it. */
export default function ColumnPopover({ columns, onChange, open, onOpenChange }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={onOpenChange}
      title={t('taskList.columns')}
      content={
        <div className="column-choice">
          <Checkbox.Group
            aria-label={t('taskList.columns')}
            value={[...columns]}
            options={TASK_COLUMNS.map((column) => ({ value: column, label: t(`taskColumn.${column}`) }))}
            onChange={onChange}
          />
          <Button size="small" onClick={() => onChange(null)}>
            {t('taskList.defaultColumns')}
          </Button>
        </div>
      }
    >
      <PopupCover />
    </Popover>
  );
}
