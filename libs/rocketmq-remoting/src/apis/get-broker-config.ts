import { REQUEST_CODE } from '../codes/request-code.js';
import { defineApi } from './define-api.js';

/*
 * Broker. Needs no admin right.
 * answer := body lines of name=value, nothing escaped
 */
export const getBrokerConfig = defineApi<void, Map<string, string>>(REQUEST_CODE.GET_BROKER_CONFIG, {
  encode: () => ({}),
  decode: (answer) => {
    const config = new Map<string, string>();
    for (const line of answer.body.toString('utf8').split('\n')) {
      const nameEnd = line.indexOf('=');
      if (nameEnd > 0) config.set(line.slice(0, nameEnd).trim(), line.slice(nameEnd + 1).trim());
    }
    return config;
  },
});
