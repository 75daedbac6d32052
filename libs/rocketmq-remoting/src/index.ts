/** The public face of the client. Messages alone: `@slipstream/rocketmq-remoting/message`; fakes: `.../testing`. */
export type { Credentials } from './acl/sign.js';
export type { AuthPolicy, AuthPolicyEntry, SubjectPolicies } from './apis/auth-policy.js';
export type { AuthUser, AuthUserChange, NewAuthUser } from './apis/auth-user.js';
export type { BrokerAddresses } from './apis/broker-address.js';
export type { FilterCheck } from './apis/check-client-config.js';
export type { ClientConnection } from './apis/client-connection.js';
export type { ApiCall } from './apis/define-api.js';
export type { PoliciesToDelete } from './apis/delete-policies.js';
export type { ClusterInfo } from './apis/get-cluster-info.js';
export type { QueueRoute, TopicRoute } from './apis/get-route-info.js';
export type { ConsumerGroupConfig } from './apis/consumer-group-config.js';
export type { DataVersion, TableAnswer } from './apis/lazy-table.js';
export type { ConsumerGroupConfigs } from './apis/list-consumer-groups.js';
export type { ConsumerOffsets, GroupOffsets } from './apis/list-consumer-offsets.js';
export type { PlainAccounts } from './apis/list-plain-accounts.js';
export type { AuthPolicies } from './apis/list-policies.js';
export type { AuthUsers } from './apis/list-users.js';
export type { TopicConfigs } from './apis/list-topic-configs.js';
export type { MessageQueue } from './apis/message-queue.js';
export type { PullResult, PullStatus } from './apis/pull-message.js';
export { STORED_RESPONSES, type SendAnswer } from './apis/send-answer.js';
export type { SubscriptionFilter } from './apis/subscription-filter.js';
export type { TopicConfig } from './apis/topic-config.js';
export type { PlainAccount } from './apis/plain-account.js';
export type { ConsumerGroupChange } from './apis/put-consumer-group.js';
export type { TopicChange } from './apis/put-topic.js';
export { accessControlOf, type AccessControlKind } from './client/access-control.js';
export { Accounts } from './client/accounts.js';
export { BrokerNotFoundError, SEND_REFUSALS, SendRefusedError, type SendRefusal } from './client/errors.js';
export type { OffsetRange } from './client/offsets.js';
export { DEFAULT_CONSUMER_GROUP, type PullOptions } from './client/pull-consumer.js';
export { RocketmqClient, type RocketmqClientOptions } from './client/rocketmq-client.js';
export { SendChannel } from './client/send-channel.js';
export { sendUntilServed, type PatientSendOptions } from './client/send-until-served.js';
export {
  MAX_BATCH_BYTES,
  MAX_BATCH_MESSAGES,
  MAX_PROPERTIES_BYTES,
  type BatchToSend,
} from './client/send-guard.js';
export { REQUEST_CODE, requestCodeName } from './codes/request-code.js';
export { RESPONSE_CODE, responseCodeName } from './codes/response-code.js';
export * from './errors.js';
export { explainError, refusalKind, type RefusalKind } from './explain-error.js';
export { reach } from './network/reach.js';
export { mapAddress, type AddressRule } from './network/address-map.js';
export type { ClientEvent, ClientEventListener } from './network/client-event.js';
export {
  Connection,
  type ConnectionOptions,
  type RequestOptions,
  type ServerRequestAnswer,
  type ServerRequestHandler,
} from './network/connection.js';
export type { JsonValue } from './wire/fast-json.js';
export { COMMAND_FLAG, type RemotingCommand } from './wire/remoting-command.js';
