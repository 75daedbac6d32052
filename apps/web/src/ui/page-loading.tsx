import { Spin } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** While a page's code, the session or a list is on its way. */
export function PageLoading(): ReactElement {
  const { t } = useTranslation();
  return (
    <output className="page-loading" aria-label={t('common.loading')}>
      <Spin />
    </output>
  );
}
