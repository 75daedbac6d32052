import { RESPONSE_CODE } from '../codes/response-code.js';
import { getProperty } from '../message/properties.js';
import { tagHash } from '../message/tag-hash.js';
import type { RemotingCommand } from '../wire/remoting-command.js';
import { intOf } from './fake-cluster.js';
import type { FakeAnswer } from './fake-connection.js';
import type { FakeQueue } from './fake-queue.js';
import type { FakeStore } from './fake-store.js';

const SUSPEND = 0x2;
const MAX_MESSAGES = 32;
const MAX_BYTES = 262_144;
const MAX_SCAN = 800;

/** Judges an SQL-92 expression for a fake broker, which cannot parse any. */
export type FakeSqlFilter = (expression: string, properties: Buffer) => boolean;

/** Request 11 as brokers carry it out: limits, filters, held requests, and the codes at both ends of a queue. */
export async function answerPull(
  store: FakeStore,
  request: RemotingCommand,
  p: { badQueueCode: number; sqlFilter: FakeSqlFilter },
): Promise<FakeAnswer> {
  const topic = request.extFields['topic'] ?? '';
  const config = store.topic(topic);
  const queueId = intOf(request, 'queueId');
  const queue = store.queue(topic, queueId);
  if (config === undefined || queue === undefined) {
    return { code: RESPONSE_CODE.TOPIC_NOT_EXIST, remark: `topic[${topic}] not exist` };
  }
  if ((config.perm & 4) === 0) return { code: RESPONSE_CODE.NO_PERMISSION, remark: 'no read permission' };
  if (queueId >= config.readQueueNums) return { code: p.badQueueCode, remark: 'queueId is illegal' };
  const answer = scan(queue, request, p.sqlFilter);
  const holdMs = intOf(request, 'suspendTimeoutMillis');
  const isHeld =
    answer.code === RESPONSE_CODE.PULL_NOT_FOUND && (intOf(request, 'sysFlag') & SUSPEND) !== 0 && holdMs > 0;
  if (!isHeld) return answer;
  await queue.whenAppended(holdMs);
  return scan(queue, request, p.sqlFilter);
}

function scan(queue: FakeQueue, request: RemotingCommand, sqlFilter: FakeSqlFilter): FakeAnswer {
  const offset = intOf(request, 'queueOffset');
  const { minOffset, maxOffset } = queue;
  const answer = (code: number, nextBeginOffset: number, remark: string, body?: Buffer): FakeAnswer => ({
    code,
    remark,
    extFields: {
      nextBeginOffset: String(nextBeginOffset),
      minOffset: String(minOffset),
      maxOffset: String(maxOffset),
      suggestWhichBrokerId: '0',
    },
    ...(body === undefined ? {} : { body }),
  });
  if (maxOffset === 0 && offset > 0) return answer(RESPONSE_CODE.PULL_OFFSET_MOVED, 0, 'NO_MESSAGE_IN_QUEUE');
  if (offset < minOffset) return answer(RESPONSE_CODE.PULL_OFFSET_MOVED, minOffset, 'OFFSET_TOO_SMALL');
  if (offset > maxOffset) return answer(RESPONSE_CODE.PULL_OFFSET_MOVED, maxOffset, 'OFFSET_OVERFLOW_BADLY');
  if (offset === maxOffset) return answer(RESPONSE_CODE.PULL_NOT_FOUND, offset, 'OFFSET_OVERFLOW_ONE');

  const wanted = Math.min(MAX_MESSAGES, Math.max(1, intOf(request, 'maxMsgNums')));
  const found: Buffer[] = [];
  let bytes = 0;
  let next = offset;
  while (next < maxOffset && next - offset < MAX_SCAN && found.length < wanted) {
    const record = queue.at(next);
    if (record === undefined) break;
    if (matches(request, record.properties, sqlFilter)) {
      if (found.length > 0 && bytes + record.bytes.length > MAX_BYTES) break;
      found.push(record.bytes);
      bytes += record.bytes.length;
    }
    next += 1;
  }
  return found.length > 0
    ? answer(RESPONSE_CODE.SUCCESS, next, 'FOUND', Buffer.concat(found))
    : answer(RESPONSE_CODE.PULL_RETRY_IMMEDIATELY, next, 'NO_MATCHED_MESSAGE');
}

function matches(request: RemotingCommand, properties: Buffer, sqlFilter: FakeSqlFilter): boolean {
  const { subscription = '*', expressionType = 'TAG' } = request.extFields;
  if (expressionType === 'SQL92') return sqlFilter(subscription, properties);
  if (subscription === '*' || subscription === '') return true;
  const hash = tagHash(getProperty(properties, 'TAGS') ?? '');
  return subscription.split('||').some((tag) => tagHash(tag.trim()) === hash);
}
