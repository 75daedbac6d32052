import type { Throttle } from './task-rules.js';

/** A throttle in English words for reasons and logs: `throttled to 1000 messages/s by the task's setting`. */
export function throttleText({ messagesPerSecond, bytesPerSecond }: Throttle): string {
  const rates = [
    ...(messagesPerSecond === undefined ? [] : [`${messagesPerSecond} messages/s`]),
    ...(bytesPerSecond === undefined ? [] : [`${bytesPerSecond} bytes/s`]),
  ];
  return rates.length === 0 ? 'not throttled' : `throttled to ${rates.join(' and ')} by the task's setting`;
}
