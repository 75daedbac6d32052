import { useEffect, useState, type ComponentType, type ReactElement } from 'react';

/** Until a part that could not be loaded is tried again, ms. */
const TRY_AGAIN_MS = 10_000;

/** A part of every page that nobody waits for: it is loaded once the page around it is drawn, and stays out while it cannot be. */
export function late<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
): (props: P) => ReactElement | null {
  /** Once one has come, the next ones are drawn with what is around them. */
  let known: ComponentType<P> | null = null;
  return function Late(props) {
    const [Part, setPart] = useState(() => known);
    useEffect(() => {
      if (Part !== null) return undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isWanted = true;
      const attempt = (): void => {
        load().then(
          (module) => {
            known = module.default;
            if (isWanted) setPart(() => known);
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
    }, [Part]);
    return Part === null ? null : <Part {...props} />;
  };
}
