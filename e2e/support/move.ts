import { encodeProperties, type BatchEntry } from '@slipstream/rocketmq-remoting/message';
import { entry } from './load.ts';

/** One consumer group that moves from the source to the target, and perhaps back. */
export interface Move {
  /** Name of the case; names its group and its source topic too. */
  name: string;
  targetTopic?: string;
  /** Queues of the topic at the source. */
  queues: number;
  /** Queues at the target when they are not the source's. */
  targetQueues?: number;
  /** Filter of the route; what does not match is not at the target. */
  filter?: { type: 'TAG' | 'SQL92'; expression: string; matches: (number: number) => boolean };
  /** What the consumer itself asks for at both sides. */
  subscription?: { expression: string; matches: (number: number) => boolean };
  listener?: 'orderly' | 'concurrently';
  /** Applications send to the target topic too, in between. In a two-way move those messages are for the group as well. */
  localTraffic?: boolean;
  twoWay?: boolean;
  /** The group goes back to the source: its progress is carried by the task itself, or when a person asks for it. */
  back?: 'CONTINUOUSLY' | 'BY_HAND';
}

/** Turns in which applications send on both sides. */
export const TURNS = 4;
const COLOURS = ['red', 'green', 'blue'] as const;

export const sourceTopicOf = ({ name }: Move): string => `move-${name}`;
export const targetTopicOf = (move: Move): string => move.targetTopic ?? sourceTopicOf(move);
export const groupOf = ({ name }: Move): string => `group-${name}`;

/** The colour of a message, by its number: for SQL-92 filters. */
export const colourOf = (number: number): string => COLOURS[number % COLOURS.length] ?? '';

/** As `entry`, with a colour. */
export function colouredEntry(run: string, queueId: number, number: number, bodyBytes: number): BatchEntry {
  const made = entry(run, queueId, number, bodyBytes);
  const colour = encodeProperties([['colour', colourOf(number)]]);
  return { ...made, properties: Buffer.concat([made.properties, colour]) };
}

/** The number that `entry` has put into a unique key. */
export function numberOfKey(key: string): number {
  return Number.parseInt(key.slice(-16), 16);
}

/** How many messages are sent for a move, when about so many are wanted: as many in each queue, and in each turn. */
export interface MoveLoad {
  /** At the source, in all. */
  own: number;
  /** At the target, in all. */
  local: number;
  turns: number;
}

/** Plans what applications send for a move. */
export function loadOf(move: Move, messages: number): MoveLoad {
  const { queues, targetQueues = queues, localTraffic = false } = move;
  if (!localTraffic) return { own: evenly(messages, queues), local: 0, turns: 1 };
  const own = TURNS * evenly(messages / TURNS, queues);
  return { own, local: TURNS * evenly(messages / 2 / TURNS, targetQueues), turns: TURNS };
}

function evenly(messages: number, queues: number): number {
  return Math.ceil(messages / queues) * queues;
}
