import { Button, Empty } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** In place of rows: there are some, and search or filter leave none of them. One click shows them again. */
export function NoMatch({ onClear }: { onClear: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('common.noMatch')}>
      <Button onClick={onClear}>{t('common.clearFilters')}</Button>
    </Empty>
  );
}

interface NoneYetProps {
  /** A large icon with class `empty-icon`; a plain picture unless given. */
  icon?: ReactNode;
  title?: string;
  /** Why there is nothing, and what would bring it. */
  children: ReactNode;
  /** The first step. */
  action?: ReactNode;
}

/** In place of rows: there are none at all. Says why, and offers the first step. */
export function NoneYet({ icon, title, children, action }: NoneYetProps): ReactElement {
  return (
    <Empty
      image={icon ?? Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          {title !== undefined && <strong>{title}</strong>}
          <div>{children}</div>
        </>
      }
    >
      {action}
    </Empty>
  );
}
