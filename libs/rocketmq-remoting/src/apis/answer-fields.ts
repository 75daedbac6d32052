import { ProtocolError } from '../errors.js';
import { parseFastJson } from '../wire/fast-json.js';
import type { RemotingCommand } from '../wire/remoting-command.js';

/** A JSON object as a server sends it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The body of an answer, which must be one JSON object. */
export function jsonBody(answer: RemotingCommand): JsonObject {
  return objectOf(parseFastJson(answer.body), 'body');
}

/** A header field that must hold a safe integer. */
export function integerField(answer: RemotingCommand, name: string): number {
  return integerOf(answer.extFields[name], name);
}

/** `value` as an object; `what` names it in the error. */
export function objectOf(value: unknown, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new ProtocolError(`The answer's ${what} is not an object`);
}

/** The same, with nothing for what is absent. */
export function optionalObjectOf(value: unknown, what: string): JsonObject {
  return value === undefined || value === null ? {} : objectOf(value, what);
}

export function arrayOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ProtocolError(`The answer's ${what} is not a list`);
}

/** The same, with nothing for what is absent. */
export function optionalArrayOf(value: unknown, what: string): readonly unknown[] {
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
