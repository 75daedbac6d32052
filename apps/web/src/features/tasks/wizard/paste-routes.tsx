import { Alert, Modal } from 'antd';
import TextArea from 'antd/es/input/TextArea.js';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteValues } from '../task-form.js';
import { readRouteLines } from './route-lines.js';

const EXAMPLE = "orders\nbills\tbills-copy\npayments, payments-eu, SQL92, region = 'eu'";
const SHOWN_WRONG = 5;

/** Takes many routes at once: lines from a spreadsheet, a file or another tool. */
export function PasteRoutes({
  onPaste,
  onClose,
}: {
  onPaste: (routes: RouteValues[]) => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { routes, wrong } = readRouteLines(text);
  return (
    <Modal
      open
      width={680}
      title={t('taskForm.pasteTitle')}
      okText={t('taskForm.pasteOk', { count: routes.length })}
      okButtonProps={{ disabled: routes.length === 0 }}
      cancelText={t('common.cancel')}
      onOk={() => onPaste(routes)}
      onCancel={onClose}
    >
      <p className="quiet">{t('taskForm.pasteHint')}</p>
      <TextArea
        rows={8}
        className="code-input"
        value={text}
        aria-label={t('taskForm.pasteTitle')}
        placeholder={EXAMPLE}
        onChange={(event) => setText(event.target.value)}
      />
      {wrong.length > 0 && (
        <Alert
          type="warning"
          showIcon
          className="step-note"
          title={t('taskForm.pasteWrong', { count: wrong.length })}
          description={
            <ul className="effects">
              {wrong.slice(0, SHOWN_WRONG).map(({ line, text: said }) => (
                <li key={line}>
                  {t('taskForm.pasteLine', { line })} <code>{said}</code>
                </li>
              ))}
            </ul>
          }
        />
      )}
    </Modal>
  );
}
