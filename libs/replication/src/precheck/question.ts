import type { CheckLine, SealedCheck, SealedCluster, TaskDirection, TaskSpec } from '@slipstream/shared';
import type { CheckConnection } from './ports.js';

/** A cluster, and how it is reached. */
export interface CheckedCluster {
  /** Of the registration; empty for one that is not saved. */
  name: string;
  connection: CheckConnection;
}

/** What a pre-check is to look at: one cluster, or a task. */
export type CheckQuestion = {
  /** What is known before anybody looks. */
  known: readonly CheckLine[];
} & (
  | { kind: 'CLUSTER'; cluster: CheckedCluster }
  | {
      kind: 'TASK';
      source: CheckedCluster;
      target: CheckedCluster;
      direction: TaskDirection;
      /** Null when only its clusters are chosen. */
      spec: TaskSpec | null;
    }
);

/** Seals the secrets of a question, so that it can wait in the database. */
export function sealQuestion(question: CheckQuestion, seal: (secret: string) => string): SealedCheck {
  const cluster = ({
    name,
    connection: { nameServers, addressMap, credentials },
  }: CheckedCluster): SealedCluster => ({
    name,
    nameServers,
    addressMap,
    accessKey: credentials?.accessKey ?? null,
    secretKeyCipher: credentials === undefined ? null : seal(credentials.secretKey),
  });
  return question.kind === 'CLUSTER'
    ? { ...question, cluster: cluster(question.cluster) }
    : { ...question, source: cluster(question.source), target: cluster(question.target) };
}

/** Opens what {@link sealQuestion} sealed. */
export function openQuestion(sealed: SealedCheck, open: (cipher: string) => string): CheckQuestion {
  const cluster = ({
    name,
    nameServers,
    addressMap,
    accessKey,
    secretKeyCipher,
  }: SealedCluster): CheckedCluster => ({
    name,
    connection:
      accessKey === null || secretKeyCipher === null
        ? { nameServers, addressMap }
        : { nameServers, addressMap, credentials: { accessKey, secretKey: open(secretKeyCipher) } },
  });
  return sealed.kind === 'CLUSTER'
    ? { ...sealed, cluster: cluster(sealed.cluster) }
    : { ...sealed, source: cluster(sealed.source), target: cluster(sealed.target) };
}
