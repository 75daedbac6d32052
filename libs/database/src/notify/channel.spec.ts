import { expect, it } from 'vitest';
import { parseNotification } from './channel.js';

it.each([
  ['{"kind":"task","id":"1","taskId":"2"}', { kind: 'task', id: '1', taskId: '2' }],
  ['{"kind":"worker","id":"1"}', { kind: 'worker', id: '1' }],
  ['{"kind":"event","id":"1","taskId":null}', { kind: 'event', id: '1' }],
])('a payload is read: %s', (payload, notification) => {
  expect(parseNotification(payload)).toEqual(notification);
});

it.each([undefined, '', 'x', '1', 'null', '{}', '{"kind":"other","id":"1"}', '{"kind":"task","id":1}'])(
  'a payload that is none of ours is passed by: %j',
  (payload) => {
    expect(parseNotification(payload)).toBeUndefined();
  },
);
