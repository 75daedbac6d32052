import { FileSearchOutlined, LockOutlined, WarningOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Role } from '../features/auth/index.js';
import { Outcome } from '../ui/outcome.js';

/** An address that no page has. */
export function NotFoundPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <Outcome
      icon={<FileSearchOutlined />}
      title={t('notFound.title')}
      action={<Link to="/tasks">{t('notFound.back')}</Link>}
    >
      {t('notFound.text')}
    </Outcome>
  );
}

/** A page that the visitor's role does not allow: which role it takes, which one he has, and who can change that. */
export function ForbiddenPage({ needed, role }: { needed: Role; role: Role }): ReactElement {
  const { t } = useTranslation();
  return (
    <Outcome
      icon={<LockOutlined />}
      title={t('forbidden.title')}
      action={<Link to="/tasks">{t('notFound.back')}</Link>}
    >
      <div>
        {t('forbidden.text', { needed: t(`forbidden.role.${needed}`), role: t(`forbidden.role.${role}`) })}
      </div>
      <div>{t('forbidden.action')}</div>
    </Outcome>
  );
}

/** A page that threw: often an old page after an upgrade, so a reload is offered first. */
export function CrashPage({ error }: { error: unknown }): ReactElement {
  const { t } = useTranslation();
  return (
    <Outcome
      icon={<WarningOutlined />}
      title={t('crash.title')}
      action={
        <Button type="primary" onClick={() => location.reload()}>
          {t('crash.reload')}
        </Button>
      }
    >
      <div>{t('crash.text')}</div>
      <code>{error instanceof Error ? error.message : String(error)}</code>
    </Outcome>
  );
}
