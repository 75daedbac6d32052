import type { PathFinding, PathHop } from '@slipstream/shared';
import { Alert, Checkbox } from 'antd';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

const TYPES = { DUPLICATE_ROUTE: 'error', DOUBLE_PATH: 'warning', CYCLE: 'info' } as const;

/** What a task does together with others (T-10): the paths, and the box that confirms a double one. */
export function PathFindings({
  findings,
  acknowledged,
  onAcknowledge,
}: {
  findings: readonly PathFinding[];
  acknowledged?: boolean;
  /** Left out where another button confirms. */
  onAcknowledge?: (acknowledged: boolean) => void;
}): ReactElement {
  const { t } = useTranslation();
  const asks = findings.some(({ kind }) => kind === 'DOUBLE_PATH') && onAcknowledge !== undefined;
  return (
    <>
      {findings.map((finding) => (
        <Alert
          key={finding.key}
          type={TYPES[finding.kind]}
          showIcon
          title={t(`finding.${finding.kind}`, { count: finding.topics })}
          description={
            <ul className="effects">
              {finding.paths.map((hops) => (
                <li key={JSON.stringify(hops)}>
                  <Path hops={hops} />
                </li>
              ))}
            </ul>
          }
        />
      ))}
      {asks && (
        <Checkbox
          checked={acknowledged ?? false}
          onChange={(event) => onAcknowledge(event.target.checked)}
          className="step-note"
        >
          {t('finding.acknowledge')}
        </Checkbox>
      )}
    </>
  );
}

function Path({ hops }: { hops: readonly PathHop[] }): ReactElement {
  const { t } = useTranslation();
  const first = hops[0];
  return (
    <span>
      {first !== undefined && (
        <code>
          {first.sourceCluster}/{first.sourceTopic}
        </code>
      )}
      {hops.map((hop, index) => (
        <Fragment key={`${index} ${hop.task}`}>
          {' '}
          → <span className="quiet">{t('finding.by', { task: hop.task })}</span>{' '}
          <code>
            {hop.targetCluster}/{hop.targetTopic}
          </code>
        </Fragment>
      ))}
    </span>
  );
}
