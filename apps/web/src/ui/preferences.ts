import { useSyncExternalStore } from 'react';

/** Theme that the user asked for; `system` follows the operating system. */
export const THEME_CHOICES = ['light', 'dark', 'system'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

const STORAGE_KEY = 'slipstream.theme';
const listeners = new Set<() => void>();

/** The theme chosen; `system` unless chosen otherwise. */
export function themeChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORAGE_KEY);
  return THEME_CHOICES.find((choice) => choice === stored) ?? 'system';
}

/** Chooses the theme and remembers it. */
export function chooseTheme(choice: ThemeChoice): void {
  localStorage.setItem(STORAGE_KEY, choice);
  for (const listener of listeners) listener();
}

/** The theme chosen, and whether that means dark now. */
export function useTheme(): { choice: ThemeChoice; dark: boolean } {
  const choice = useSyncExternalStore(subscribe, themeChoice);
  const systemDark = useSyncExternalStore(subscribe, () => systemTheme().matches);
  return { choice, dark: choice === 'dark' || (choice === 'system' && systemDark) };
}

function systemTheme(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}

function subscribe(listener: () => void): () => void {
  const system = systemTheme();
  listeners.add(listener);
  system.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener('change', listener);
  };
}
