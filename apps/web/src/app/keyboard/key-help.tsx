import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const COMMAND = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';
const KEYS = [
  ['palette', [COMMAND, 'K']],
  ['search', ['/']],
  ['tasks', ['G', 'T']],
  ['clusters', ['G', 'C']],
  ['map', ['G', 'M']],
  ['help', ['?']],
  ['close', ['Esc']],
] as const;

/** All keys that work everywhere. */
export default function KeyHelp({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Modal open title={t('keyboard.title')} footer={null} onCancel={onClose} width={440} destroyOnHidden>
      <dl className="key-list">
        {KEYS.map(([act, keys]) => (
          <div key={act}>
            <dt>{t(`keyboard.${act}`)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
