import { describe, expect, it } from 'vitest';
import { cpuSeconds, machineSeconds, parseStat, peakMemoryMb, treeOf } from './proc-stat.ts';

function line(pid: number, parent: number, times: readonly number[], name = 'node'): string {
  return `${pid} (${name}) S ${parent} ${pid} ${pid} 0 -1 4194560 1 2 3 4 ${times.join(' ')} 20 0 11 0 100`;
}

describe('CPU time from /proc', () => {
  it('adds user and system time, own and of children that have ended', () => {
    expect(parseStat(line(7, 1, [150, 50, 20, 5]))).toEqual({
      pid: 7,
      parent: 1,
      ownSeconds: 2,
      reapedSeconds: 0.25,
    });
  });

  it('reads a program whose name holds blanks and brackets', () => {
    expect(parseStat(line(7, 3, [100, 0, 0, 0], 'a (b) 1 2')).parent).toBe(3);
  });

  it('refuses what is no line of /proc', () => {
    expect(() => parseStat('')).toThrow(TypeError);
    expect(() => parseStat('7 (node) S 1')).toThrow(TypeError);
  });

  it('counts a whole tree, and nothing beside it', () => {
    const all = [
      line(10, 1, [100, 0, 0, 0]),
      line(11, 10, [100, 0, 50, 0]),
      line(12, 11, [100, 0, 0, 0]),
      line(20, 1, [900, 0, 0, 0]),
    ].map(parseStat);
    expect(treeOf(10, all).map(({ pid }) => pid)).toEqual([10, 11, 12]);
    expect(cpuSeconds(treeOf(10, all))).toBe(3.5);
    expect(treeOf(99, all)).toEqual([]);
  });

  it('adds up what the machine worked, without its idle times', () => {
    expect(machineSeconds('cpu  100 20 30 99999 88888 4 5 6 0 0\ncpu0 1 2 3\n')).toBe(1.65);
  });

  it('reads the largest resident memory', () => {
    expect(peakMemoryMb('Name:\tjava\nVmHWM:\t  524288 kB\nVmRSS:\t 1024 kB\n')).toBe(512);
    expect(peakMemoryMb('Name:\tkthreadd\n')).toBe(0);
  });
});
