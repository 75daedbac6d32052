import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** Kept free under the table, px: the card's and the page's padding. */
const BELOW = 58;
/** Head of the table, px. */
const HEAD = 45;
const LEAST = 280;

/** Height for a table's body that ends with the window, px; it follows the window and what stands above the table. */
export function useTableHeight(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(LEAST);
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = (box.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      setHeight(Math.max(LEAST, Math.round(window.innerHeight - top - HEAD - BELOW)));
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  });
  return [box, height];
}
