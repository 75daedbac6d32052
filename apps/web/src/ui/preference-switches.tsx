import { DesktopOutlined, MoonOutlined, SunOutlined, TranslationOutlined } from '@ant-design/icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../i18n/i18n.js';
import { LANGUAGES } from '../i18n/language.js';
import { useLanguage } from '../i18n/use-language.js';
import { MenuButton } from './popup/menu-button.js';
import { chooseTheme, THEME_CHOICES, useTheme, type ThemeChoice } from './preferences.js';

/** Each language by its own name. */
export const LANGUAGE_NAMES = { zh: '简体中文', en: 'English' } as const;
const THEME_ICONS: Readonly<Record<ThemeChoice, ReactElement>> = {
  light: <SunOutlined aria-hidden />,
  dark: <MoonOutlined aria-hidden />,
  system: <DesktopOutlined aria-hidden />,
};

/** Chinese or English; each language by its own name. */
export function LanguageSwitch(): ReactElement {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <MenuButton
      menu={() => ({
        selectable: true,
        selectedKeys: [language],
        items: LANGUAGES.map((key) => ({
          key,
          label: <span lang={key}>{LANGUAGE_NAMES[key]}</span>,
          onClick: () => chooseLanguage(key),
        })),
      })}
      type="text"
      icon={<TranslationOutlined aria-hidden />}
      aria-label={`${t('preference.language')}: ${LANGUAGE_NAMES[language]}`}
    >
      <span className="wide-only">{LANGUAGE_NAMES[language]}</span>
    </MenuButton>
  );
}

/** Light, dark, or as the system has it. */
export function ThemeSwitch(): ReactElement {
  const { t } = useTranslation();
  const { choice } = useTheme();
  return (
    <MenuButton
      menu={() => ({
        selectable: true,
        selectedKeys: [choice],
        items: THEME_CHOICES.map((key) => ({
          key,
          icon: THEME_ICONS[key],
          label: t(`theme.${key}`),
          onClick: () => chooseTheme(key),
        })),
      })}
      type="text"
      icon={THEME_ICONS[choice]}
      aria-label={`${t('preference.theme')}: ${t(`theme.${choice}`)}`}
    />
  );
}
