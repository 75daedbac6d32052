import { App } from 'antd';
import { useEffect, type ReactElement } from 'react';

/** Ant Design's means to tell something. */
export type Speakers = ReturnType<typeof App.useApp>;

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
