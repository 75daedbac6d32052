import { REQUEST_CODE } from '../codes/request-code.js';
import { optionalObjectOf, textOf } from './answer-fields.js';
import { attributeChanges } from './attribute-changes.js';
import type { ConsumerGroupConfig } from './consumer-group-config.js';
import { defineApi } from './define-api.js';
import { jsonRequest } from './json-request.js';

/** A consumer group as it shall be. A setting that is absent gets the broker's default. */
export interface ConsumerGroupChange extends ConsumerGroupConfig {
  /** 5.x: names of attributes to take away. One that the group does not have is an error. */
  removedAttributes?: readonly string[];
}

/*
 * Broker (master). Java: SubscriptionGroupConfig. Creates the group or overwrites all of its settings; only attributes that
 * are not named stay.
 * request := body {groupName, ...settings, attributes: {"+name": value, "-name": ""}}
 */
export const putConsumerGroup = defineApi<ConsumerGroupChange, void>(
  REQUEST_CODE.UPDATE_AND_CREATE_SUBSCRIPTION_GROUP,
  {
    encode: ({ groupName, settings, removedAttributes = [] }) => {
      const { attributes, ...others } = settings;
      const set: Record<string, string> = {};
      for (const [name, value] of Object.entries(optionalObjectOf(attributes, 'attributes')))
        set[name.replace(/^\+/, '')] = textOf(value, 'attribute');
      const changes = attributeChanges(set, removedAttributes);
      return {
        body: jsonRequest({
          ...others,
          groupName,
          // 4.x has no such field.
          ...(changes.size === 0 ? {} : { attributes: Object.fromEntries(changes) }),
        }),
      };
    },
    decode: () => undefined,
  },
);
