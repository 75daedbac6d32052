import { integerOf, objectOf, optionalObjectOf, textOf } from './answer-fields.js';
import type { JsonValue } from '../wire/fast-json.js';

/** A topic as one broker has it. */
export interface TopicConfig {
  topicName: string;
  readQueueNums: number;
  writeQueueNums: number;
  /** 4 read, 2 write, 1 inherit. */
  perm: number;
  /** `SINGLE_TAG` (default) or `MULTI_TAG`. */
  topicFilterType?: string;
  topicSysFlag?: number;
  order?: boolean;
  /** 5.x; names without the sign, such as `message.type`. 4.x has none and ignores them. */
  attributes?: Record<string, string>;
}

/** Reads one `TopicConfig` of an answer. */
export function readTopicConfig(value: JsonValue | undefined): TopicConfig {
  const config = objectOf(value, 'topic config');
  const attributes: Record<string, string> = {};
  for (const [name, text] of Object.entries(optionalObjectOf(config['attributes'], 'attributes'))) {
    attributes[name.replace(/^\+/, '')] = textOf(text, 'attribute');
  }
  return {
    topicName: textOf(config['topicName'], 'topicName'),
    readQueueNums: integerOf(config['readQueueNums'], 'readQueueNums'),
    writeQueueNums: integerOf(config['writeQueueNums'], 'writeQueueNums'),
    perm: integerOf(config['perm'], 'perm'),
    topicFilterType: textOf(config['topicFilterType'] ?? 'SINGLE_TAG', 'topicFilterType'),
    topicSysFlag: integerOf(config['topicSysFlag'] ?? 0, 'topicSysFlag'),
    order: config['order'] === true,
    attributes,
  };
}
