import {
  EVENT_GROUPS,
  EVENT_SEVERITIES,
  kindsOf,
  type EventGroup,
  type EventSeverity,
} from '@slipstream/shared';
import { parseAsString, parseAsStringLiteral, useQueryStates, type UseQueryStatesReturn } from 'nuqs';

/** Which events are asked for; null where it does not matter. */
export interface EventFilter {
  group: EventGroup | null;
  severity: EventSeverity | null;
  actor: string | null;
  search: string | null;
}

export const NO_FILTER: EventFilter = { group: null, severity: null, actor: null, search: null };

const PARSERS = {
  about: parseAsStringLiteral(EVENT_GROUPS),
  severity: parseAsStringLiteral(EVENT_SEVERITIES),
  actor: parseAsString,
  find: parseAsString,
  /** Id of the event that a link leads to. */
  event: parseAsString,
};

/** Filter and linked event, kept in the address. */
export function useEventAddress(): UseQueryStatesReturn<typeof PARSERS> {
  return useQueryStates(PARSERS);
}

/** The filter as the API takes it. */
export function toQuery({ group, severity, actor, search }: EventFilter): Record<string, string> {
  return {
    ...(group === null ? {} : { kinds: kindsOf(group).join(',') }),
    ...(severity === null ? {} : { severity }),
    ...(actor === null ? {} : { actor }),
    ...(search === null || search.trim() === '' ? {} : { search: search.trim() }),
  };
}
