import { CopyOutlined, DownloadOutlined } from '@ant-design/icons';
import type { TaskView } from '@slipstream/shared';
import { formatTaskDocument } from '@slipstream/shared/task-document';
import { Button, Skeleton } from 'antd';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../../../ui/copy-text.js';
import { ProblemPage } from '../../../ui/problem-view.js';
import { ScrollRegion } from '../../../ui/scroll-region.js';
import { useClusters } from '../../clusters/index.js';
import './yaml-panel.css';
import { taskDocument } from './to-document.js';
import { useNotices } from '../../../ui/notices/notices.js';

/** A task's spec as a document, to be kept in a repository (T-12). Never holds a secret: clusters are named only. */
export function YamlPanel({ task }: { task: TaskView }): ReactElement {
  const { t } = useTranslation();
  const { message } = useNotices();
  const clusters = useClusters();
  const items = clusters.data?.items;
  const text = useMemo(
    () => (items === undefined ? null : formatTaskDocument(taskDocument(task, items))),
    [task, items],
  );
  if (text === null)
    return clusters.error === null ? (
      <Skeleton active />
    ) : (
      <ProblemPage level={2} error={clusters.error} onRetry={() => void clusters.refetch()} />
    );
  const copy = async (): Promise<void> => {
    if (await copyText(text)) message.success(t('common.copied'));
    else message.warning(t('yaml.copyRefused'));
  };
  return (
    <div className="yaml-panel">
      <div className="toolbar">
        <span className="quiet">{t('yaml.text')}</span>
        <span className="spacer" />
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {t('common.copy')}
        </Button>
        <Button
          icon={<DownloadOutlined />}
          href={`data:application/yaml;charset=utf-8,${encodeURIComponent(text)}`}
          download={`${task.name}.yaml`}
        >
          {t('yaml.download')}
        </Button>
      </div>
      <ScrollRegion label={t('yaml.document', { name: task.name })}>
        <pre className="yaml-lines" data-testid="task-yaml">
          {text.trimEnd().split('\n').map(toLine)}
        </pre>
      </ScrollRegion>
    </div>
  );
}

/** One line; its number is drawn by the style sheet, so that it is not copied. */
function toLine(line: string, index: number): ReactElement {
  const comment = /(^|\s)#\s.*$/.exec(line);
  const end = comment?.index ?? line.length;
  return (
    <span className="yaml-line" key={index}>
      {line.slice(0, end)}
      {comment !== null && <span className="quiet">{line.slice(end)}</span>}
      {'\n'}
    </span>
  );
}
