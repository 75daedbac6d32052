import { formatVersion, parseBrokerVersion } from '@slipstream/replication/precheck';

/** What a broker says of itself, as far as it says it. */
export interface RuntimeFigures {
  /** `4.9.7`; what the broker says where it is no version. */
  version: string | null;
  /** Messages per second that were written and read, over the last 10 s. */
  inPerSecond: number | null;
  outPerSecond: number | null;
  /** Messages that were written and read since midnight, by the broker's clock. */
  inToday: number | null;
  outToday: number | null;
  /** Share of the commit log's disk that is in use, from 0 to 1. */
  diskUsed: number | null;
  /** ms since the epoch. */
  startedAt: number | null;
}

/** Reads a broker's runtime information (4.4 to 5.x). What a version does not have is null, never 0. */
export function readRuntime(runtime: ReadonlyMap<string, string>): RuntimeFigures {
  const number = (name: string): number | null => finite(runtime.get(name));
  // "last 10 s, last minute, last 10 minutes"
  const rate = (name: string): number | null => finite(runtime.get(name)?.split(' ')[0]);
  const today = (name: string): number | null => {
    const [now, midnight] = [number(`${name}TodayNow`), number(`${name}TodayMorning`)];
    return now === null || midnight === null ? null : Math.max(0, now - midnight);
  };
  const said = runtime.get('brokerVersionDesc') ?? '';
  const version = parseBrokerVersion(said);
  const disk = number('commitLogDiskRatio');
  return {
    version: version === undefined ? said || null : formatVersion(version),
    inPerSecond: rate('putTps'),
    // 4.x writes it with one r.
    outPerSecond: rate('getTransferredTps') ?? rate('getTransferedTps'),
    inToday: today('msgPutTotal'),
    outToday: today('msgGetTotal'),
    // -1 where the broker cannot tell.
    diskUsed: disk !== null && disk >= 0 ? disk : null,
    startedAt: number('bootTimestamp'),
  };
}

function finite(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
