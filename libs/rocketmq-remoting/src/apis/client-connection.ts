import { jsonBody, objectOf, optionalArrayOf, textOf } from './answer-fields.js';
import type { RemotingCommand } from '../wire/remoting-command.js';

/** A client as a broker sees it. */
export interface ClientConnection {
  clientId: string;
  /** `host:port` of the client's end. */
  clientAddr: string;
}

/** Reads `{connectionSet: [{clientId, clientAddr, language, version}]}`. */
export function readConnections(answer: RemotingCommand): ClientConnection[] {
  return optionalArrayOf(jsonBody(answer)['connectionSet'], 'connectionSet').map((entry) => {
    const connection = objectOf(entry, 'connection');
    return {
      clientId: textOf(connection['clientId'], 'clientId'),
      clientAddr: textOf(connection['clientAddr'] ?? '', 'clientAddr'),
    };
  });
}
