/** What Node's `--cpu-prof` writes, as far as it is used here. */
export interface CpuProfile {
  nodes: readonly {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  /** Node of each sample, and microseconds since the sample before. */
  samples: readonly number[];
  timeDeltas: readonly number[];
}

/** A function and how long it was on the CPU itself, without those that it called. */
export interface SelfTime {
  /** Name, file and line. */
  place: string;
  seconds: number;
  /** Of the time in which the process was not idle, 0 to 1. */
  share: number;
}

const IDLE = '(idle)';

/** Functions by their own time in all profiles together, the longest first. */
export function selfTimes(profiles: readonly CpuProfile[]): SelfTime[] {
  const micros = new Map<string, number>();
  for (const { nodes, samples, timeDeltas } of profiles) {
    const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
    for (const [index, node] of samples.entries()) {
      const place = places.get(node) ?? '(unknown)';
      if (place !== IDLE) micros.set(place, (micros.get(place) ?? 0) + (timeDeltas[index] ?? 0));
    }
  }
  const busy = [...micros.values()].reduce((sum, time) => sum + time, 0);
  return [...micros]
    .map(([place, time]) => ({ place, seconds: time / 1e6, share: time / busy }))
    .toSorted((a, b) => b.seconds - a.seconds);
}

function placeOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  const file = url.split('/').slice(-3).join('/');
  return file === '' ? name : `${name} ${file}:${lineNumber + 1}`;
}
