import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, startI18n, wordsReady } from '../i18n/i18n.js';
import { TimeAgo } from './time-ago.js';

const NOW = new Date(2026, 10, 21, 12, 0, 0).getTime();

beforeAll(async () => {
  startI18n();
  await wordsReady();
});
beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

describe('how long ago something was (W-07)', () => {
  it.each([
    ['en', -5_000, 'now'],
    ['en', 3_400, '3 sec. ago'],
    ['en', 7_200_000, '2 hr. ago'],
    ['zh', 0, '现在'],
    ['zh', 59_999, '59秒前'],
    ['zh', 120_000, '2分钟前'],
    ['zh', 86_400_000, '昨天'],
  ] as const)('in %s, %d ms ago, is "%s"; a clock that is behind counts as now', (language, ago, text) => {
    chooseLanguage(language);
    render(<TimeAgo at={NOW - ago} />);
    expect(screen.getByText(text)).toBeInTheDocument();
  });

  it('goes on by itself', () => {
    chooseLanguage('en');
    render(<TimeAgo at={NOW - 58_000} />);
    act(() => void vi.advanceTimersByTime(2_000));
    expect(screen.getByText('1 min. ago')).toBeInTheDocument();
  });

  it('has the moment itself, here and in UTC, behind it for whom points at it', () => {
    chooseLanguage('en');
    render(<TimeAgo at={NOW} />);
    const time = screen.getByText('now');
    fireEvent.pointerEnter(time);
    expect(time.title).toContain('2026-11-21 12:00:00');
    expect(time.title).toContain('UTC');
  });
});
