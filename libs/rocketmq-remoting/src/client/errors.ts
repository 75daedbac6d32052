import { RemotingError } from '../errors.js';

/** The Name Server lists no master of this name, and none was ever known: no such broker, or it is down. */
export class BrokerNotFoundError extends RemotingError {
  readonly code = 'BROKER_NOT_FOUND';
  override readonly retryable = true;
  override readonly refreshRoute = true;
  readonly brokerName: string;

  constructor(brokerName: string) {
    super(`No master of broker ${brokerName} is known: it does not exist, or it is down`);
    this.brokerName = brokerName;
  }
}

/** Why a batch was not sent. */
export const SEND_REFUSALS = [
  'EMPTY_BATCH',
  'TOO_MANY_MESSAGES',
  'SYS_FLAG',
  'QUEUE_ID',
  'TOPIC',
  'PROPERTIES_TOO_LONG',
  'BATCH_TOO_LARGE',
] as const;
export type SendRefusal = (typeof SEND_REFUSALS)[number];

/** Refused on our side: nothing was written. Brokers acknowledge some of these sends and then destroy data. */
export class SendRefusedError extends RemotingError {
  readonly code = 'SEND_REFUSED';
  readonly refusal: SendRefusal;

  constructor(refusal: SendRefusal, said: string) {
    super(said);
    this.refusal = refusal;
  }
}
