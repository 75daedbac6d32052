import type { ReactElement } from 'react';

/** The mark and the word. `compact` leaves out the word; its name stays for screen readers. */
export function Logo({ compact = false, size = 28 }: { compact?: boolean; size?: number }): ReactElement {
  return (
    <span className="logo">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" fill="#0958d9" />
        <path
          d="M7 11.5h9.5a3 3 0 1 0-3-3M7 16h14.5a3.500 3.500 0 1 1-3.500 3.500M7 20.500h6a2.500 2.500 0 1 1-2.500 2.500"
          fill="none"
          stroke="#fff"
          strokeWidth="2.2"
          strokeLinecap="round"
        />
      </svg>
      <span className={compact ? 'visually-hidden' : 'logo-word'}>Slipstream</span>
    </span>
  );
}
