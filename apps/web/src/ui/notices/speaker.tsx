import { App } from 'antd';
import { useEffect, type ReactElement } from 'react';
import type { Speakers } from './notices.js';

interface Props {
  onReady: (speakers: Speakers) => void;
}

/** Where Ant Design shows messages, notifications and questions; `onReady` is given the means to tell them. */
export default function Speaker(props: Props): ReactElement {
  return (
    <App component={false}>
      <Handover {...props} />
    </App>
  );
}

function Handover({ onReady }: Props): null {
  const speakers = App.useApp();
  useEffect(() => onReady(speakers), [onReady, speakers]);
  return null;
}
