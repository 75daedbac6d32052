import { isPerfect } from './comparison.ts';
import { CONTENDERS } from './contenders.ts';
import { DISTURBED_CORES, figuresOf, type RunResult } from './results.ts';

/** One line about one run, for whoever waits. */
export function runLine(result: RunResult): string {
  const { messagesPerSecond, megabytesPerSecond, cpuPerMillion, foreignCores } = figuresOf(result);
  const cpu = Object.entries(cpuPerMillion).map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`);
  const memory = Object.entries(result.use).map(([name, { peakMb }]) => `${name} ${peakMb.toFixed(0)}`);
  const parts = [
    `${result.contender} ${CONTENDERS[result.contender]}, ${result.bodyBytes} B, run ${result.repetition}`,
    `${result.messages} messages in ${result.seconds.toFixed(2)} s`,
    `${messagesPerSecond.toFixed(0)}/s, ${megabytesPerSecond.toFixed(1)} MB/s`,
    `CPU s per million: ${cpu.join(', ')}`,
    `peak MiB: ${memory.join(', ')}`,
  ];
  if (foreignCores > DISTURBED_CORES) parts.push(`DISTURBED: others used ${foreignCores.toFixed(2)} cores`);
  if (result.startMs !== undefined) parts.push(`first copy after ${result.startMs.toFixed(0)} ms`);
  if (result.comparison !== undefined)
    parts.push(isPerfect(result.comparison) ? 'verified' : `WRONG: ${JSON.stringify(result.comparison)}`);
  return parts.join(' | ');
}
