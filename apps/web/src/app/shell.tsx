import { LogoutOutlined, UserOutlined } from '@ant-design/icons';
import { Layout } from 'antd';
import { Suspense, useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Outlet, useLocation } from 'react-router';
import type { LiveUpdates } from '../api/live-updates.js';
import { isUnauthenticated } from '../api/problem-error.js';
import { useLogout, useSession } from '../features/auth/index.js';
import { late } from '../ui/late.js';
import { Logo } from '../ui/logo.js';
import { MenuButton } from '../ui/popup/menu-button.js';
import { LanguageSwitch, ThemeSwitch } from '../ui/preference-switches.js';
import { ProblemPage } from '../ui/problem-view.js';
import { useTheme } from '../ui/preferences.js';
import { expectPageHeading } from '../ui/use-page-heading.js';
import { zoneName, zoneOffset } from '../ui/format.js';
import { ConnectionNotice } from './connection-notice.js';
import { useProblemNotice } from '../ui/notices/use-problem-notice.js';
import { CrashBoundary } from './crash-boundary.js';
import { PageLoading } from '../ui/page-loading.js';
import { NavMenu } from './nav-menu.js';

/** Shortcuts and the palette; nobody waits for them. */
const Keyboard = late(() => import('./keyboard/keyboard.js'));

/** Frame of every page behind the login: menu at the left, switches at the top. */
export function Shell({ live }: { live: LiveUpdates }): ReactElement {
  const session = useSession();
  const location = useLocation();
  const signedIn = session.data !== undefined && !isUnauthenticated(session.error);
  useEffect(() => (signedIn ? live.start() : undefined), [live, signedIn]);
  if (isUnauthenticated(session.error)) {
    const next = location.pathname + location.search;
    return <Navigate to={next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`} replace />;
  }
  if (session.data === undefined) {
    if (session.error !== null)
      return <ProblemPage error={session.error} onRetry={() => void session.refetch()} />;
    return <PageLoading />;
  }
  return <Frame username={session.data.username} />;
}

function Frame({ username }: { username: string }): ReactElement {
  const { t } = useTranslation();
  const { dark } = useTheme();
  const { pathname } = useLocation();
  const [collapsed, setCollapsed] = useState(false);
  const shownPath = useRef(pathname);
  useLayoutEffect(() => {
    if (shownPath.current === pathname) return;
    shownPath.current = pathname;
    expectPageHeading();
    window.scrollTo(0, 0);
  }, [pathname]);
  return (
    <Layout className="shell">
      <a href="#content" className="skip-link">
        {t('nav.skip')}
      </a>
      <Layout.Sider
        theme={dark ? 'dark' : 'light'}
        className="sider"
        width={208}
        collapsedWidth={56}
        breakpoint="lg"
        collapsible
        trigger={null}
        collapsed={collapsed}
        onBreakpoint={setCollapsed}
      >
        <Link to="/tasks" className="brand" aria-label={t('nav.home')}>
          <Logo compact={collapsed} />
        </Link>
        <NavMenu pathname={pathname} compact={collapsed} />
      </Layout.Sider>
      <Layout>
        <Layout.Header className="header">
          <span className="header-title">{t('nav.product')}</span>
          <span className="spacer" />
          <Zone />
          <LanguageSwitch />
          <ThemeSwitch />
          <UserMenu username={username} />
        </Layout.Header>
        <ConnectionNotice />
        <Layout.Content id="content" className="content" tabIndex={-1}>
          <CrashBoundary>
            <Suspense fallback={<PageLoading />}>
              <Outlet />
            </Suspense>
          </CrashBoundary>
        </Layout.Content>
      </Layout>
      <Keyboard />
    </Layout>
  );
}

/** The user's zone; its name comes under the pointer, for the browser takes long to tell it first. */
function Zone(): ReactElement {
  const { t } = useTranslation();
  const [pointedAt, setPointedAt] = useState(false);
  return (
    <span
      className="header-zone wide-only"
      title={pointedAt ? t('frame.zone', { zone: zoneName() }) : undefined}
      onPointerEnter={() => setPointedAt(true)}
    >
      {zoneOffset()}
    </span>
  );
}

function UserMenu({ username }: { username: string }): ReactElement {
  const { t } = useTranslation();
  const logout = useLogout();
  const notice = useProblemNotice();
  return (
    <MenuButton
      menu={() => ({
        items: [
          {
            key: 'logout',
            icon: <LogoutOutlined aria-hidden />,
            label: t('nav.logout'),
            onClick: () => logout.mutate(undefined, { onError: notice }),
          },
        ],
      })}
      type="text"
      icon={<UserOutlined aria-hidden />}
    >
      {username}
    </MenuButton>
  );
}
