import { theme, type ThemeConfig } from 'antd';

/** The class under which Ant Design's tokens can be had as variables. */
export const TOKENS = 'tokens';

/** Tokens of both themes. The blue and the grey texts have the contrast that axe asks for on their backgrounds. */
export function themeConfig(dark: boolean): ThemeConfig {
  const accent = dark ? '#69b1ff' : '#0958d9';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    // A class of its own on every part would keep the styles of several versions apart; there is one.
    hashed: false,
    cssVar: { key: TOKENS },
    token: {
      colorPrimary: '#0958d9',
      colorLink: accent,
      colorLinkHover: dark ? '#91caff' : '#003eb3',
      colorTextPlaceholder: dark ? '#8c8c8c' : '#6b6b6b',
      colorTextDescription: dark ? '#a6a6a6' : '#5c5c5c',
      colorTextSecondary: dark ? '#b3b3b3' : '#525252',
      colorTextTertiary: dark ? '#a6a6a6' : '#5c5c5c',
      colorTextDisabled: dark ? '#8c8c8c' : '#6b6b6b',
      colorError: dark ? '#ff7875' : '#cf1322',
      colorErrorText: dark ? '#ff7875' : '#a8071a',
      borderRadius: 6,
      // Set in app.css, where also what stands before the first page finds it.
      fontFamily: 'var(--font)',
      fontSize: 14,
      // On a busy machine the end of an animation may never be noticed, and a popup half gone takes no clicks.
      motion: false,
      ...(dark
        ? { colorBgLayout: '#0e1116', colorBgContainer: '#161a21', colorBgElevated: '#1e232b' }
        : { colorBgLayout: '#f4f6f9' }),
    },
    components: {
      Layout: { headerHeight: 52, headerPadding: '0 16px' },
      Table: { headerBg: dark ? '#1b2028' : '#f7f9fb', cellPaddingBlockMD: 10 },
      Button: {
        primaryShadow: 'none',
        // White on the lighter blue that Ant Design derives is too faint to read.
        colorPrimaryHover: '#003eb3',
        colorPrimaryActive: '#002c8c',
        // White on the red of the dark theme is too faint to read.
        ...(dark ? { dangerColor: '#141414' } : {}),
        defaultShadow: 'none',
        dangerShadow: 'none',
        defaultHoverColor: accent,
        defaultHoverBorderColor: accent,
        defaultActiveColor: accent,
        defaultActiveBorderColor: accent,
      },
      Menu: { itemSelectedColor: accent },
      Tabs: {
        itemSelectedColor: accent,
        itemActiveColor: accent,
        itemHoverColor: accent,
        inkBarColor: accent,
      },
      Pagination: { itemActiveColor: accent, itemActiveColorHover: accent },
      Segmented: { itemSelectedColor: dark ? '#ffffff' : '#0958d9' },
      Card: { bodyPaddingSM: 12 },
      // Ant Design's own are too faint to read on the pale grounds of a tag.
      Tag: {
        colorSuccess: dark ? '#95de64' : '#237804',
        colorWarning: dark ? '#ffc069' : '#ad4e00',
        colorError: dark ? '#ff9c9a' : '#a8071a',
        colorInfo: accent,
      },
    },
  };
}
