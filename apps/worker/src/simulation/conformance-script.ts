import type { PullOutcome, QueueReader, TargetChannel } from '@slipstream/replication';
import { EncodedBatch, encodeProperties } from '@slipstream/rocketmq-remoting/message';
import { Random } from './random.js';

/** One step of a script; queues and connections are numbered within the script. */
export type Step =
  | { do: 'OPEN'; connection: number }
  | { do: 'SEND'; connection: number; queue: number; messages: number; bodyBytes: number }
  /** Everything that is stored is visible afterwards. */
  | { do: 'SETTLE' }
  | { do: 'PULL'; queue: number; offset: number }
  /** A held pull at the end of a queue, that a send ends. */
  | { do: 'PULL_AND_SEND'; connection: number; queue: number; messages: number }
  | { do: 'RANGE'; queue: number }
  | { do: 'CLOSE'; connection: number }
  | { do: 'RESET'; connection: number }
  /** Who the broker says is connected, once it has had the time to notice. */
  | { do: 'PRODUCERS'; connection: number };

/** What scripts are run against: a real broker or a simulated one. */
export interface ConformanceEnds {
  topic: string;
  brokerName: string;
  /** First queue that belongs to the script. */
  firstQueue: number;
  reader: QueueReader;
  open(producerGroup: string, clientId: string): Promise<TargetChannel>;
  producers(producerGroup: string): Promise<readonly string[]>;
  /** Waits until what was stored before is visible. */
  settle(): Promise<void>;
  /** Waits until the broker has noticed the end of a connection. */
  untilNoticed(producerGroup: string, expected: number): Promise<void>;
}

/** Queues of each script. */
export const SCRIPT_QUEUES = 2;

const CONNECTIONS = 2;

/** A script of about a dozen steps. */
export function makeScript(seed: number): readonly Step[] {
  const draw = new Random(seed);
  const steps: Step[] = Array.from({ length: CONNECTIONS }, (_, connection) => ({ do: 'OPEN', connection }));
  const length = draw.between(8, 14);
  for (let index = 0; index < length; index++) {
    const connection = draw.between(0, CONNECTIONS - 1);
    const queue = draw.between(0, SCRIPT_QUEUES - 1);
    const drawn = draw.next();
    if (drawn < 0.4)
      steps.push({
        do: 'SEND',
        connection,
        queue,
        messages: draw.between(1, 40),
        bodyBytes: draw.between(0, 300),
      });
    else if (drawn < 0.65) steps.push({ do: 'SETTLE' }, { do: 'PULL', queue, offset: draw.between(0, 60) });
    else if (drawn < 0.75) steps.push({ do: 'SETTLE' }, { do: 'RANGE', queue });
    else if (drawn < 0.85)
      steps.push({ do: 'PULL_AND_SEND', connection, queue, messages: draw.between(1, 5) });
    else if (drawn < 0.9) steps.push({ do: 'CLOSE', connection }, { do: 'PRODUCERS', connection });
    else if (drawn < 0.95) steps.push({ do: 'RESET', connection }, { do: 'PRODUCERS', connection });
    else steps.push({ do: 'PRODUCERS', connection });
  }
  return [...steps, { do: 'SETTLE' }, ...ranges()];
}

function ranges(): Step[] {
  return Array.from({ length: SCRIPT_QUEUES }, (_, queue) => ({ do: 'RANGE', queue }));
}

/** Runs a script; what comes back are its answers, without what differs by nature (times, names). */
export async function runScript(
  script: readonly Step[],
  name: string,
  ends: ConformanceEnds,
): Promise<unknown[]> {
  const channels = new Map<number, TargetChannel>();
  const answers: unknown[] = [];
  let bodies = 0;
  const group = (connection: number): string => `CONFORMANCE_${name}_${connection}`;
  const ref = (queue: number) => ({
    topic: ends.topic,
    brokerName: ends.brokerName,
    queueId: ends.firstQueue + queue,
  });
  const send = async (
    connection: number,
    queue: number,
    messages: number,
    bodyBytes: number,
  ): Promise<unknown> => {
    const entries = Array.from({ length: messages }, () => ({
      flag: 0,
      body: Buffer.from(`${bodies++}:`.padEnd(bodyBytes, 'x')),
      properties: encodeProperties([['UNIQ_KEY', `${name}-${bodies}`]]),
    }));
    const { topic, queueId } = ref(queue);
    const answer = await channels.get(connection)?.send({
      topic,
      queueId,
      sysFlag: 0,
      bornTimestamp: 1_700_000_000_000,
      entries: EncodedBatch.of(entries),
    });
    return answer?.kind === 'ANSWERED' ? [answer.responseCode, answer.queueOffset] : answer?.kind;
  };
  const look = async (step: Step): Promise<unknown> => {
    switch (step.do) {
      case 'OPEN':
        channels.set(
          step.connection,
          await ends.open(group(step.connection), `${name}-${step.connection}@1`),
        );
        return 'open';
      case 'SEND':
        return send(step.connection, step.queue, step.messages, step.bodyBytes);
      case 'SETTLE':
        return ends.settle();
      case 'PULL':
        return shown(
          await ends.reader.pull(ref(step.queue), {
            offset: step.offset,
            filter: { type: 'NONE' },
            waitMs: 0,
          }),
        );
      case 'PULL_AND_SEND': {
        await ends.settle();
        const { maxOffset } = await ends.reader.range(ref(step.queue));
        const isOpen = channels.get(step.connection)?.isOpen === true;
        // A held pull that nothing ends would only wait.
        if (!isOpen) return 'closed';
        const pulling = ends.reader.pull(ref(step.queue), {
          offset: maxOffset,
          filter: { type: 'NONE' },
          waitMs: 20_000,
        });
        const sent = await send(step.connection, step.queue, step.messages, 20);
        const outcome = await pulling;
        // How many of a batch are visible by then is the broker's business; that it begins at the asked offset is not.
        return [sent, outcome.kind, outcome.kind === 'MESSAGES' ? outcome.messages[0]?.queueOffset : null];
      }
      case 'RANGE':
        return ends.reader.range(ref(step.queue));
      case 'CLOSE':
        await channels.get(step.connection)?.close();
        return channels.get(step.connection)?.isOpen;
      case 'RESET':
        channels.get(step.connection)?.reset();
        return channels.get(step.connection)?.isOpen;
      case 'PRODUCERS': {
        const isOpen = channels.get(step.connection)?.isOpen === true;
        await ends.untilNoticed(group(step.connection), isOpen ? 1 : 0);
        return ends.producers(group(step.connection));
      }
    }
  };
  for (const step of script) answers.push([step.do, await look(step)]);
  for (const channel of channels.values()) channel.reset();
  return answers;
}

function shown(outcome: PullOutcome): unknown {
  const { kind, minOffset, maxOffset } = outcome;
  const range = { kind, minOffset, maxOffset };
  if (kind !== 'MESSAGES') return range;
  return {
    ...range,
    nextOffset: outcome.nextOffset,
    messages: outcome.messages.map(({ queueOffset, body }) => `${queueOffset} ${body.toString()}`),
  };
}
