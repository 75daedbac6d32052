import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import type { ReactElement } from 'react';

interface Props {
  /** What is searched, in words: name and placeholder of the box. */
  label: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}

/** A box that searches while it is typed into. */
export function SearchBox({ label, value, onChange, className }: Props): ReactElement {
  return (
    <Input
      type="search"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      {...(className === undefined ? {} : { className })}
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
