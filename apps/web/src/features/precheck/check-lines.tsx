import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { findingText, placeText } from './check-words.js';
import { groupLines } from './group-lines.js';
import type { CheckLine } from './precheck-api.js';
import './precheck.css';

const ICONS: Readonly<Record<CheckLine['result'], ReactElement>> = {
  PASS: <CheckCircleFilled className="precheck-pass" aria-hidden />,
  WARN: <ExclamationCircleFilled className="precheck-warn" aria-hidden />,
  FAIL: <CloseCircleFilled className="precheck-fail" aria-hidden />,
};

/** The lines of a pre-check: problems first, each with what to do; what passed is folded by where it was looked at. */
export function CheckLines({ lines }: { lines: readonly CheckLine[] }): ReactElement {
  const { t } = useTranslation();
  const { problems, passed } = groupLines(lines);
  return (
    <>
      {problems.length > 0 && (
        <ul className="precheck-lines">
          {problems.map((line) => (
            <Line key={keyOf(line)} line={line} showsPlace />
          ))}
        </ul>
      )}
      {passed.map((group) => (
        <details key={group.key} className="precheck-passed">
          <summary>
            {ICONS.PASS} {placeText(group, t)}: {t('precheck.passed', { count: group.lines.length })}
          </summary>
          <ul className="precheck-lines">
            {group.lines.map((line) => (
              <Line key={keyOf(line)} line={line} />
            ))}
          </ul>
        </details>
      ))}
    </>
  );
}

function Line({ line, showsPlace = false }: { line: CheckLine; showsPlace?: boolean }): ReactElement {
  const { t } = useTranslation();
  return (
    <li data-result={line.result} data-finding={line.finding}>
      <span className="precheck-icon">{ICONS[line.result]}</span>
      <div>
        <div className="precheck-what">
          <span className="precheck-result">{t(`precheckResult.${line.result}`)}</span>
          <strong>{t(`checkName.${line.check}`)}</strong>
          {line.subject !== '' && <code>{line.subject}</code>}
          {showsPlace && line.place !== 'WORKER' && (
            <span className="precheck-place">{placeText(line, t)}</span>
          )}
        </div>
        <div>{findingText(line, t)}</div>
        {line.verbatim && <q className="precheck-said">{line.said}</q>}
        {line.fixCode !== null && (
          <div className="precheck-fix">
            <strong>{t('precheck.fix')}</strong> {t(`checkFix.${line.fixCode}`)}
          </div>
        )}
      </div>
    </li>
  );
}

function keyOf({ place, cluster, finding, subject, said }: CheckLine): string {
  return JSON.stringify([place, cluster, finding, subject, said]);
}
