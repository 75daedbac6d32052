import type { TFunction } from 'i18next';
import { groupLines } from './group-lines.js';
import type { CheckLine } from './precheck-api.js';

/** What was found, and the other side's own words where it said something. */
export function findingText(line: CheckLine, t: TFunction): string {
  return t(`checkFinding.${line.finding}`, { ...line.values });
}

/** Where it was looked at: `Source cluster hangzhou`. */
export function placeText({ place, cluster }: Pick<CheckLine, 'place' | 'cluster'>, t: TFunction): string {
  return `${t(`precheckPlace.${place}`)} ${cluster}`.trim();
}

/** All lines as plain text, for a ticket or a chat. */
export function checkText(lines: readonly CheckLine[], head: string, t: TFunction): string {
  const { problems, passed } = groupLines(lines);
  const text = (line: CheckLine): string => {
    const about = [placeText(line, t), t(`checkName.${line.check}`), line.subject].filter(
      (part) => part !== '',
    );
    const said = line.verbatim ? ` "${line.said}"` : '';
    const fix = line.fixCode === null ? '' : `\n  ${t('precheck.fix')} ${t(`checkFix.${line.fixCode}`)}`;
    return `[${t(`precheckResult.${line.result}`)}] ${about.join(' · ')}: ${findingText(line, t)}${said}${fix}`;
  };
  return [head, ...problems.map(text), ...passed.flatMap((group) => group.lines.map(text))].join('\n');
}
