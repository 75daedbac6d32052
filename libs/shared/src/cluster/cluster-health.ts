/** How a registered cluster is, as the API last saw it. */
export const CLUSTER_HEALTHS = [
  /** Every Name Server and every broker answers. */
  'HEALTHY',
  /** It can be used, and something is wrong. */
  'DEGRADED',
  /** Nothing can be read from it or written to it. */
  'UNAVAILABLE',
  /** It was not looked at; the fault says why. */
  'UNKNOWN',
] as const;
export type ClusterHealth = (typeof CLUSTER_HEALTHS)[number];

/** Why a cluster is not healthy. */
export const CLUSTER_FAULTS = [
  /** The first look is under way. */
  'LOOKING',
  /** The look failed here, before the cluster was asked. */
  'LOOK_FAILED',
  /** One of several Name Servers does not answer. */
  'NAME_SERVER_DOWN',
  /** No Name Server answers. */
  'NAME_SERVERS_DOWN',
  /** The Name Servers list no broker. */
  'NO_BROKERS',
  /** A broker name has slaves only: nothing is written there. */
  'NO_MASTER',
  /** A broker that was there before is no longer listed by the Name Servers. */
  'BROKER_GONE',
  /** The address that a broker gives out takes no connection from here. */
  'BROKER_UNREACHABLE',
  /** A broker refuses the account. */
  'ACCESS_REFUSED',
  /** A broker takes connections and does not answer as it should. */
  'BROKER_TROUBLE',
  /** A broker's disk is so full that it soon takes no more messages. */
  'DISK_FILLING',
] as const;
export type ClusterFault = (typeof CLUSTER_FAULTS)[number];

/** How one broker of a cluster is. */
export const BROKER_STATES = [
  'UP',
  /** Its address takes no connection. */
  'UNREACHABLE',
  /** It refuses the account. */
  'REFUSED',
  /** It takes connections and does not answer as it should. */
  'TROUBLE',
  /** It was there before; the Name Servers no longer list it. */
  'GONE',
  /** It was there before, and no Name Server answers who could say. */
  'UNKNOWN',
] as const;
export type BrokerState = (typeof BROKER_STATES)[number];

/** One thing that is wrong with a cluster. */
export interface ClusterFaultLine {
  fault: ClusterFault;
  /** Address or broker; empty for the cluster. */
  subject: string;
  /** What was seen, in the words of the other side where it said something. */
  said: string;
}
