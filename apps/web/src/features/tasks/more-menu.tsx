import {
  CopyOutlined,
  DeleteOutlined,
  EditOutlined,
  EllipsisOutlined,
  HistoryOutlined,
  PauseCircleOutlined,
  SafetyCertificateOutlined,
  SwapOutlined,
} from '@ant-design/icons';
import type { TaskView } from '@slipstream/shared';
import type { ItemType } from 'antd/es/menu/interface';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '../../ui/popup/menu-button.js';
import type { TaskCommands } from './use-task-commands.js';

interface Props {
  task: TaskView;
  commands: TaskCommands;
  /** The row's button is small and has no frame. */
  inRow?: boolean;
  /** Items that the page shows elsewhere already. */
  without?: readonly ('edit' | 'stop')[];
}

/** The rarer commands. One that is refused says why under its name. */
export function MoreMenu({ task, commands, inRow = false, without = [] }: Props): ReactElement {
  const { t } = useTranslation();
  const item = (
    key: string,
    label: string,
    icon: ReactElement,
    refusal: string | null,
    onClick: () => void,
    danger = false,
  ): ItemType => ({
    key,
    icon,
    danger: danger && refusal === null,
    disabled: refusal !== null,
    onClick,
    label:
      refusal === null ? (
        label
      ) : (
        <span>
          {label}
          <span className="menu-refusal">{refusal}</span>
        </span>
      ),
  });
  const items = (): ItemType[] => {
    const editRefusal = commands.refusal(task, 'RENAME');
    const list: ItemType[] = [];
    if (!without.includes('stop') && task.status.state.endsWith('FAILED'))
      list.push(
        item(
          'stop',
          t('task.action.STOP'),
          <PauseCircleOutlined aria-hidden />,
          commands.refusal(task, 'STOP'),
          () => commands.stop(task),
        ),
      );
    if (!without.includes('edit'))
      list.push(
        item('edit', t('task.action.EDIT'), <EditOutlined aria-hidden />, editRefusal, () =>
          commands.edit(task),
        ),
      );
    list.push(
      item(
        'reset',
        t('task.action.RESET_OFFSET'),
        <HistoryOutlined aria-hidden />,
        commands.refusal(task, 'RESET_OFFSET'),
        () => commands.resetOffset(task),
      ),
      item('clone', t('task.action.CLONE'), <CopyOutlined aria-hidden />, null, () => commands.clone(task)),
      item(
        'reverse',
        t('task.action.REVERSE'),
        <SwapOutlined aria-hidden />,
        task.direction === 'TWO_WAY' ? t('task.reverseTwoWay') : null,
        () => commands.reverse(task),
      ),
      item(
        'precheck',
        t('task.precheck'),
        <SafetyCertificateOutlined aria-hidden />,
        // As a throttle: an operator, whatever the task does.
        commands.refusal(task, 'THROTTLE'),
        () => commands.precheck(task),
      ),
      { type: 'divider' },
      item(
        'delete',
        t('task.action.DELETE'),
        <DeleteOutlined aria-hidden />,
        commands.refusal(task, 'DELETE'),
        () => commands.remove(task),
        true,
      ),
    );
    return list;
  };
  return (
    <MenuButton
      menu={() => ({ items: items() })}
      placement="bottomRight"
      inRow={inRow}
      icon={<EllipsisOutlined aria-hidden />}
    >
      {t('common.more')}
    </MenuButton>
  );
}
