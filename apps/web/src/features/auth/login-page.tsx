import { LockOutlined, UserOutlined } from '@ant-design/icons';
import { LOGIN_LIMITS } from '@slipstream/shared';
import { Alert, Button, Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { Logo } from '../../ui/logo.js';
import { ProblemAlert } from '../../ui/problem-view.js';
import { LanguageSwitch, ThemeSwitch } from '../../ui/preference-switches.js';
import { nextPath } from './next-path.js';
import { useLogin, useSession } from './session.js';

/** Sign-in page; leads back to where the visitor wanted to go. */
export function Component(): ReactElement {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const next = nextPath(search.get('next'));
  const session = useSession();
  const login = useLogin();
  if (session.data !== undefined && !login.isPending) return <Navigate to={next} replace />;
  return (
    <div className="login">
      <div className="login-switches">
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <main className="login-panel">
        <Logo size={40} />
        <h1>{t('login.title')}</h1>
        <p>{t('login.subtitle')}</p>
        <Form
          layout="vertical"
          requiredMark={false}
          initialValues={{ username: 'admin', password: '' }}
          onFinish={(values: { username: string; password: string }) =>
            login.mutate(values, { onSuccess: () => void navigate(next, { replace: true }) })
          }
        >
          <Form.Item
            name="username"
            label={t('login.username')}
            rules={[{ required: true, message: t('rule.required') }]}
          >
            <Input
              prefix={<UserOutlined />}
              autoComplete="username"
              maxLength={LOGIN_LIMITS.usernameMax}
              size="large"
            />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('login.password')}
            rules={[{ required: true, message: t('rule.required') }]}
          >
            <Input.Password
              prefix={<LockOutlined />}
              autoComplete="current-password"
              maxLength={LOGIN_LIMITS.passwordMax}
              size="large"
            />
          </Form.Item>
          {login.error !== null && (
            <Form.Item>
              {login.error.status === 401 ? (
                <Alert type="error" showIcon role="alert" title={t('login.wrong')} />
              ) : (
                <ProblemAlert error={login.error} />
              )}
            </Form.Item>
          )}
          <Button type="primary" htmlType="submit" size="large" block loading={login.isPending}>
            {t('login.submit')}
          </Button>
        </Form>
        <p className="login-hint">{t('login.hint')}</p>
      </main>
    </div>
  );
}
