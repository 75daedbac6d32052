import { encodeProperties, type StoredMessage } from '@slipstream/rocketmq-remoting/message';
import { CopyWriter } from '../stages/copy-writer.js';
import { screen } from '../stages/screen.js';
import { tagCheck } from '../stages/tag-filter.js';
import { flowsOf, type GraphFlow, type GraphTask } from '../topology/flow-graph.js';

/** A copy that a {@link walkMessage} has made, with the way it came. */
export interface Arrival {
  cluster: string;
  topic: string;
  /** Flow and topics of each step. */
  hops: readonly { flow: GraphFlow; sourceTopic: string; targetTopic: string }[];
}

const HOST = { host: '127.0.0.1', port: 1 };

/** A message as a broker stores it, with a tag. */
function stored(topic: string, bornTimestamp: number, properties: Buffer): StoredMessage {
  return {
    totalSize: 0,
    bodyCrc: 0,
    topic,
    queueId: 0,
    flag: 0,
    queueOffset: 0,
    commitLogOffset: 0,
    sysFlag: 0,
    bornTimestamp,
    bornHost: HOST,
    storeTimestamp: 0,
    storeHost: HOST,
    reconsumeTimes: 0,
    preparedTransactionOffset: 0,
    body: Buffer.from('x'),
    properties,
  };
}

/**
 * Sends one message and lets all flows copy until nothing moves any more, by the engine's own stages: loop check, tag
 * check, provenance. A walk that does not end fails.
 */
export function walkMessage(
  tasks: readonly GraphTask[],
  cluster: string,
  topic: string,
  tag: string,
): Arrival[] {
  const properties = encodeProperties([
    ['UNIQ_KEY', 'K1'],
    ['TAGS', tag],
  ]);
  const flows = flowsOf(tasks);
  const arrivals: Arrival[] = [];
  let moving: (Arrival & { message: StoredMessage })[] = [
    { cluster, topic, hops: [], message: stored(topic, 7, properties) },
  ];
  for (let round = 0; moving.length > 0; round++) {
    if (round > 50) throw new Error('the message goes round for ever');
    moving = moving.flatMap(({ cluster: at, topic: name, hops, message }) =>
      flows
        .filter((flow) => flow.source === at)
        .flatMap((flow) =>
          flow.targetsOf(name).flatMap(({ topic: targetTopic, filter }) => {
            const verdict = screen(message, flow.target, tagCheck(filter));
            if (verdict.action === 'SKIP') return [];
            const context = {
              streamKey: 'k-0',
              generation: 0,
              epoch: 1,
              sourceClusterId: at,
              target: { topic: targetTopic, queueId: 0 },
              tag: undefined,
            };
            const [copy] = new CopyWriter(context).write([
              { message, provenance: verdict.provenance },
            ]).entries;
            if (copy === undefined) throw new Error('a batch without its message');
            const arrival = {
              cluster: flow.target,
              topic: targetTopic,
              hops: [...hops, { flow, sourceTopic: name, targetTopic }],
            };
            arrivals.push(arrival);
            return [{ ...arrival, message: stored(targetTopic, 7, copy.properties) }];
          }),
        ),
    );
  }
  return arrivals;
}
