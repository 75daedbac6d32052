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
      <span className="cluster-arrow" title={t(`direction.${direction}`)}>
        <span className="visually-hidden">{t(`direction.${direction}`)}</span>
        {twoWay ? <SwapOutlined aria-hidden /> : <ArrowRightOutlined aria-hidden />}
      </span>
      <span>{target}</span>
    </span>
  );
}
