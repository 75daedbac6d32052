import { ApartmentOutlined, ClusterOutlined, NodeIndexOutlined } from '@ant-design/icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import './nav-menu.css';

const SECTIONS = [
  { name: 'tasks', icon: <NodeIndexOutlined aria-hidden /> },
  { name: 'clusters', icon: <ClusterOutlined aria-hidden /> },
  { name: 'map', icon: <ApartmentOutlined aria-hidden /> },
] as const;

interface Props {
  pathname: string;
  /** Only icons: the name comes under the pointer. */
  compact: boolean;
}

/** The console's sections, at the left of every page. They are links, as screen readers and browsers know them. */
export function NavMenu({ pathname, compact }: Props): ReactElement {
  const { t } = useTranslation();
  const current = SECTIONS.find(({ name }) => pathname.startsWith(`/${name}`)) ?? SECTIONS[0];
  return (
    <nav aria-label={t('nav.main')}>
      <ul className={compact ? 'nav-menu compact' : 'nav-menu'}>
        {SECTIONS.map(({ name, icon }) => (
          <li key={name}>
            <Link
              to={`/${name}`}
              aria-current={name === current.name ? 'true' : undefined}
              title={compact ? t(`nav.${name}`) : undefined}
            >
              {icon}
              <span className={compact ? 'visually-hidden' : ''}>{t(`nav.${name}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
