import { ProtocolError } from '../errors.js';
import { parseFastJson, type JsonValue } from '../wire/fast-json.js';
import type { RemotingCommand } from '../wire/remoting-command.js';

/** A JSON object as a server sends it. */
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** The body of an answer, which must be one JSON object. */
export function jsonBody(answer: Pick<RemotingCommand, 'body'>): JsonObject {
  return objectOf(parseFastJson(answer.body), 'body');
}

/** A header field that must hold a safe integer. */
export function integerField(answer: RemotingCommand, name: string): number {
  return integerOf(answer.extFields[name], name);
}

/** `value` as an object; `what` names it in the error. */
export function objectOf(value: JsonValue | undefined, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !isArray(value)) return value;
  throw new ProtocolError(`The answer's ${what} is not an object`);
}

/** The same, with nothing for what is absent. */
export function optionalObjectOf(value: JsonValue | undefined, what: string): JsonObject {
  return value === undefined || value === null ? {} : objectOf(value, what);
}

export function arrayOf(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  if (isArray(value)) return value;
  throw new ProtocolError(`The answer's ${what} is not a list`);
}

/** The same, with nothing for what is absent. */
export function optionalArrayOf(value: JsonValue | undefined, what: string): readonly JsonValue[] {
  return value === undefined || value === null ? [] : arrayOf(value, what);
}

export function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new ProtocolError(`The answer's ${what} is not a text`);
}

/** A safe integer, written as a number or as its digits. */
export function integerOf(value: unknown, what: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new ProtocolError(`The answer's ${what} is not an integer: ${JSON.stringify(value)}`);
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
