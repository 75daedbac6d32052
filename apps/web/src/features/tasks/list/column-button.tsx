import { SettingOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { TASK_COLUMNS, type TaskColumn } from './column-choice.js';

interface Props {
  columns: readonly TaskColumn[];
  onChange: (columns: readonly TaskColumn[] | null) => void;
}

/** Opens the choice of columns. */
export function ColumnButton({ columns, onChange }: Props): ReactElement {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
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
      <Button icon={<SettingOutlined />} aria-label={t('taskList.columns')} title={t('taskList.columns')} />
    </Popover>
  );
}
