import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { useEffect, type ReactElement } from 'react';
import { provideLiveUpdates } from '../api/live-updates.js';
import { createQueryClient } from '../api/query-client.js';
import { useLanguage } from '../i18n/use-language.js';
import { NoticesProvider } from '../ui/notices/notices.js';
import { useTheme } from '../ui/preferences.js';
import { askAhead } from './ask-ahead.js';
import { Pages } from './pages.js';
import { themeConfig, TOKENS } from './theme.js';

/** antd would write `登 录` for `登录`, which neither a search nor a screen reader finds. */
const TWO_CHARACTER_LABELS = { autoInsertSpace: false };
/** Every table has one size of its pages, so the build leaves antd's choice of them out (vite.config.ts). */
const ONE_PAGE_SIZE = { showSizeChanger: false };
/** The build writes the styles of Ant Design (build/static-styles.ts); Vite's server and the specs make them as they run. */
const STATIC_STYLES = import.meta.env.PROD;
const queries = createQueryClient();
const live = provideLiveUpdates(queries);

/** Until what the page shows is there, or cannot be had. */
export function firstData(): Promise<void> {
  return askAhead(queries, location.pathname);
}

/** Everything that all pages need around them. */
export function App(): ReactElement {
  const language = useLanguage();
  const { dark } = useTheme();
  useEffect(() => {
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        locale={language === 'zh' ? zhCN : enUS}
        theme={{ ...themeConfig(dark), zeroRuntime: STATIC_STYLES }}
        getPopupContainer={popupContainer}
        button={TWO_CHARACTER_LABELS}
        pagination={ONE_PAGE_SIZE}
      >
        <div className={`app ${TOKENS}`}>
          <NoticesProvider>
            <Pages live={live} />
          </NoticesProvider>
        </div>
      </ConfigProvider>
    </QueryClientProvider>
  );
}

/** Menus and popovers open inside the landmark or dialog that they belong to, where screen readers look for them. */
function popupContainer(trigger?: HTMLElement): HTMLElement {
  return trigger?.closest<HTMLElement>('main, header, [role=dialog]') ?? document.body;
}
