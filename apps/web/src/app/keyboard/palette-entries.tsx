import {
  ApartmentOutlined,
  ClusterOutlined,
  NodeIndexOutlined,
  PlusOutlined,
  QuestionCircleOutlined,
  SkinOutlined,
  TranslationOutlined,
} from '@ant-design/icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { hasRole, useRole } from '../../features/auth/index.js';
import { useClusters } from '../../features/clusters/index.js';
import { useTasks } from '../../features/tasks/tasks-api.js';
import { chooseLanguage } from '../../i18n/i18n.js';
import { LANGUAGES } from '../../i18n/language.js';
import { useLanguage } from '../../i18n/use-language.js';
import { LANGUAGE_NAMES } from '../../ui/preference-switches.js';
import { chooseTheme, THEME_CHOICES, useTheme } from '../../ui/preferences.js';

/** One line of the palette. */
export interface PaletteEntry {
  key: string;
  kind: 'page' | 'act' | 'task' | 'cluster';
  name: string;
  icon: ReactElement;
  run: () => void;
}

/** All that the palette offers to whoever is signed in: acts and pages first, then tasks and clusters by name. */
export function usePaletteEntries(onHelp: () => void): PaletteEntry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const language = useLanguage();
  const { choice } = useTheme();
  const role = useRole();
  const tasks = useTasks().data?.items ?? [];
  const clusters = useClusters().data?.items ?? [];
  const open = (
    kind: PaletteEntry['kind'],
    name: string,
    path: string,
    icon: ReactElement,
  ): PaletteEntry => ({
    key: path,
    kind,
    name,
    icon,
    run: () => void navigate(path),
  });
  return [
    ...(hasRole(role, 'OPERATOR')
      ? [open('act', t('palette.createTask'), '/tasks/new', <PlusOutlined />)]
      : []),
    open('page', t('nav.tasks'), '/tasks', <NodeIndexOutlined />),
    open('page', t('nav.clusters'), '/clusters', <ClusterOutlined />),
    open('page', t('nav.map'), '/map', <ApartmentOutlined />),
    ...LANGUAGES.filter((one) => one !== language).map((one) => ({
      key: `language-${one}`,
      kind: 'act' as const,
      name: `${t('preference.language')}: ${LANGUAGE_NAMES[one]}`,
      icon: <TranslationOutlined />,
      run: () => chooseLanguage(one),
    })),
    ...THEME_CHOICES.filter((one) => one !== choice).map((one) => ({
      key: `theme-${one}`,
      kind: 'act' as const,
      name: `${t('preference.theme')}: ${t(`theme.${one}`)}`,
      icon: <SkinOutlined />,
      run: () => chooseTheme(one),
    })),
    { key: 'help', kind: 'act', name: t('keyboard.title'), icon: <QuestionCircleOutlined />, run: onHelp },
    ...tasks.map(({ id, name }) => open('task', name, `/tasks/${id}`, <NodeIndexOutlined />)),
    ...clusters.map(({ id, name }) => open('cluster', name, `/clusters/${id}`, <ClusterOutlined />)),
  ];
}
