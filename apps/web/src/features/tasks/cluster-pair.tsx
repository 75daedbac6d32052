import { ArrowRightOutlined, SwapOutlined } from '@ant-design/icons';
import type { TaskDirection } from '@slipstream/shared';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  source: string;
  target: string;
  direction: TaskDirection;
}

/** `source → target`, or `source ⇄ target` for a two-way task. */
export function ClusterPair({ source, target, direction }: Props): ReactElement {
  const { t } = useTranslation();
  const twoWay = direction === 'TWO_WAY';
  return (
    <span className="cluster-pair">
      <span>{source}</span>
      <span className="cluster-arrow" role="img" aria-label={t(`direction.${direction}`)}>
        {twoWay ? <SwapOutlined /> : <ArrowRightOutlined />}
      </span>
      <span>{target}</span>
    </span>
  );
}
