import { CheckOutlined, CopyOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-text.js';

/** So long the button says that it copied, ms. */
const SAID_MS = 3_000;

/** An id or the like, with a button that copies it. */
export function CopyableCode({ text }: { text: string }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const name = t(copied ? 'common.copied' : 'common.copy');
  return (
    <span>
      <code className="chip">{text}</code>
      <Button
        type="link"
        size="small"
        icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
        aria-label={name}
        title={name}
        onClick={() => void copyText(text).then(setCopied)}
      />
    </span>
  );
}
