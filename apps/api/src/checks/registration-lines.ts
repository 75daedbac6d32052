import { checkLine, type CheckLine } from '@slipstream/shared';

/** A cluster as it is, or would be, registered. */
interface Registration {
  name: string;
  clusterId: string | undefined;
  /** `host:port` each. */
  nameServers: readonly string[];
}

/** What the other registrations say against one (C-05); whether two are one cluster, a check of both ends tells. */
export function registrationLines(
  own: Registration,
  others: readonly { name: string; clusterId: string; nameServers: string }[],
): CheckLine[] {
  const scene = { place: 'CLUSTER', cluster: own.name } as const;
  return others.flatMap((other) => {
    const lines: CheckLine[] = [];
    if (other.clusterId === own.clusterId)
      lines.push(
        checkLine(scene, 'CLUSTER_ID_TAKEN', { subject: other.clusterId, values: { other: other.name } }),
      );
    const subject = other.nameServers.split(';').find((address) => own.nameServers.includes(address));
    if (subject !== undefined)
      lines.push(checkLine(scene, 'SAME_NAME_SERVER', { subject, values: { other: other.name } }));
    return lines;
  });
}
