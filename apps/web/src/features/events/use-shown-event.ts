import { parseAsString, useQueryState } from 'nuqs';
import { useEffect } from 'react';

/** The event that the address names, brought into view once it is there: where a mark on a chart leads. */
export function useShownEvent(loaded: boolean): string | null {
  const [event] = useQueryState('event', parseAsString);
  useEffect(() => {
    if (loaded && event !== null)
      document.getElementById(eventElementId(event))?.scrollIntoView({ block: 'center' });
  }, [loaded, event]);
  return event;
}

/** Id of the element that shows an event. */
export function eventElementId(eventId: string): string {
  return `event-${eventId}`;
}
