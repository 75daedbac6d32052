/** A broker's version as its runtime information has it. */
export interface BrokerVersion {
  major: number;
  minor: number;
  patch: number;
}

/** Oldest version that is supported (C-04, C-06). */
export const OLDEST_SUPPORTED: BrokerVersion = { major: 4, minor: 4, patch: 0 };

/** Oldest versions without the known remote code execution of CVE-2023-33246 and CVE-2023-37582, by major version. */
const OLDEST_SAFE: readonly BrokerVersion[] = [
  { major: 4, minor: 9, patch: 7 },
  { major: 5, minor: 1, patch: 2 },
];

/** Reads `V4_9_7`, `V5_3_2`, also with `_SNAPSHOT` behind; undefined for anything else. */
export function parseBrokerVersion(text: string): BrokerVersion | undefined {
  const match = /^V(\d{1,3})_(\d{1,3})_(\d{1,3})(?:\D|$)/i.exec(text);
  return match === null
    ? undefined
    : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

/** Negative when `a` is older than `b`. */
export function compareVersions(a: BrokerVersion, b: BrokerVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** True when the version has a known hole that gives strangers the broker's machine. */
export function hasKnownHole(version: BrokerVersion): boolean {
  const safe = OLDEST_SAFE.find((candidate) => candidate.major === version.major);
  return safe !== undefined && compareVersions(version, safe) < 0;
}

/** `4.9.7` */
export function formatVersion(version: BrokerVersion): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}
