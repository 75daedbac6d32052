import { useEffect, useState, type ComponentType, type ReactElement } from 'react';

/** Until a part that could not be loaded is tried again, ms. */
const TRY_AGAIN_MS = 10_000;

/** A part of every page that nobody waits for: it is loaded once the page around it is drawn, and stays out while it cannot be. */
export function late<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): (props: P) => ReactElement | null {
  return function Late(props) {
    const [Part, setPart] = useState<ComponentType<P> | null>(null);
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isWanted = true;
      const attempt = (): void => {
        load().then(
          (module) => {
            if (isWanted) setPart(() => module.default);
          },
          () => {
            if (isWanted) timer = setTimeout(attempt, TRY_AGAIN_MS);
          },
        );
      };
      // Behind the frame that is being drawn.
      timer = setTimeout(attempt);
      return () => {
        isWanted = false;
        clearTimeout(timer);
      };
    }, []);
    return Part === null ? null : <Part {...props} />;
  };
}
