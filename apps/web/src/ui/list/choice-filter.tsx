import { Segmented } from 'antd';
import type { ReactElement } from 'react';

/** One of a {@link ChoiceFilter}'s choices. */
export interface Choice<T extends string> {
  value: T;
  label: string;
  /** How many rows it would leave; not shown when absent. */
  count?: number;
}

interface Props<T extends string> {
  /** What is filtered, in words. */
  label: string;
  value: T;
  choices: readonly Choice<T>[];
  onChange: (value: T) => void;
}

/** A filter of a few choices that are all in sight, each with the number of rows that it would leave. */
export function ChoiceFilter<T extends string>({ label, value, choices, onChange }: Props<T>): ReactElement {
  return (
    <Segmented<T>
      aria-label={label}
      value={value}
      options={choices.map((choice) => ({
        value: choice.value,
        label: (
          <span>
            {choice.label}
            {choice.count !== undefined && (
              <>
                {' '}
                <span className="count">{choice.count}</span>
              </>
            )}
          </span>
        ),
      }))}
      onChange={onChange}
    />
  );
}
