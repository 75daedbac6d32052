import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/*
 * Broker (master). Java: DeleteSubscriptionGroupRequestHeader. A group that is not there is no error.
 * request := ext groupName, removeOffset (4.9), cleanOffset (5.x): its committed offsets go, too. 4.4 keeps them always. Without
 *            it 5.5.0 makes the group again at once, with default settings, even one that never was [run 5.5]; 5.3.3 does not.
 */
export const deleteConsumerGroup = defineApi<{ groupName: string; cleanOffsets: boolean }, void>(
  REQUEST_CODE.DELETE_SUBSCRIPTION_GROUP,
  {
    encode: ({ groupName, cleanOffsets }) => ({
      extFields: { groupName, removeOffset: cleanOffsets, cleanOffset: cleanOffsets },
    }),
    decode: () => undefined,
  },
);
