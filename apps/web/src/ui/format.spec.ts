import { describe, expect, it } from 'vitest';
import {
  formatCompact,
  formatCount,
  formatDuration,
  formatDurationShort,
  formatMoment,
  formatRate,
  UNKNOWN,
  formatBytes,
} from './format.js';

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1536, '1.5 KiB'],
    [5_000_000_000, '4.7 GiB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text));
});

describe('formatCount', () => {
  it('keeps every digit of a decimal string beyond 2^53', () =>
    expect(formatCount('18446744073709551615', 'en')).toBe('18,446,744,073,709,551,615'));
  it('shows unknown as a dash, never as 0', () => {
    expect(formatCount(null, 'en')).toBe(UNKNOWN);
    expect(formatCount('what', 'en')).toBe(UNKNOWN);
    expect(formatCount(0, 'en')).toBe('0');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [38.4, '38 ms'],
    [999, '999 ms'],
    [1_240, '1.2 s'],
    [9_960, '10 s'],
    [59_999, '1 min'],
    [184_000, '3 min 4 s'],
    [3_600_000, '1 h'],
    [90_061_000, '1 d 1 h'],
    [86_400_000 + 120_000, '1 d'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms, 'en')).toBe(text));
  it.each([
    [999, '999 ms'],
    [1_240, '1.2 秒'],
    [184_000, '3 分钟 4 秒'],
    [90_061_000, '1 天 1 小时'],
  ])('%d ms reads %s in Chinese', (ms, text) => expect(formatDuration(ms, 'zh')).toBe(text));
  it('shows unknown as a dash', () => expect(formatDuration(null, 'en')).toBe(UNKNOWN));
  it('has no decimal that says nothing', () => expect(formatDuration(5_000, 'en')).toBe('5 s'));
});

describe('formatDurationShort', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_240, '1.2 s'],
    [59_400, '59 s'],
    [200_000, '3.3 min'],
    [895_000, '15 min'],
    [5_400_000, '1.5 h'],
    [90_061_000, '1 d'],
  ])('%d ms reads %s', (ms, text) => expect(formatDurationShort(ms, 'en')).toBe(text));
  it('has Chinese units', () => expect(formatDurationShort(895_000, 'zh')).toBe('15 分钟'));
  it('shows unknown as a dash', () => expect(formatDurationShort(null, 'en')).toBe(UNKNOWN));
});

describe('formatRate', () => {
  it('has a decimal below 100 only', () => {
    expect(formatRate(1_234.56, 'en')).toBe('1,235/s');
    expect(formatRate(7.25, 'en')).toBe('7.3/s');
    expect(formatRate(0, 'en')).toBe('0/s');
    expect(formatRate(null, 'en')).toBe(UNKNOWN);
  });
});

describe('other formats', () => {
  it('writes moments with the year first', () =>
    expect(formatMoment(new Date(2026, 10, 1, 9, 5, 7))).toBe('2026-11-01 09:05:07'));
  it('shortens axis labels in the language', () => {
    expect(formatCompact(12_000, 'en')).toBe('12K');
    expect(formatCompact(12_000, 'zh')).toBe('1.2万');
  });
});
