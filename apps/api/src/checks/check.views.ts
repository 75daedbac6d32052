import { ApiProperty } from '@nestjs/swagger';
import {
  CHECK_FINDING_CODES,
  CHECK_FIX_CODES,
  CHECK_PLACES,
  CHECK_RESULTS,
  CHECK_STATES,
  CHECKS,
  describeCheck,
  sortLines,
  type Check,
  type CheckFinding,
  type CheckFix,
  type CheckLine,
  type CheckPlace,
  type CheckResult,
  type CheckState,
  type CheckValues,
} from '@slipstream/shared';
import { nullableText } from '../common/openapi/nullable.js';

/** A check that was asked for. */
export class CheckCreatedView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
}

/** One line of a pre-check. */
export class CheckLineView implements Omit<CheckLine, 'fix'> {
  @ApiProperty({ enum: CHECK_PLACES, enumName: 'CheckPlace' })
  place!: CheckPlace;

  @ApiProperty({ enum: CHECKS, enumName: 'Check' })
  check!: Check;

  @ApiProperty({ enum: CHECK_FINDING_CODES, enumName: 'CheckFinding', description: 'Stable code.' })
  finding!: CheckFinding;

  @ApiProperty({ enum: CHECK_RESULTS, enumName: 'CheckResult' })
  result!: CheckResult;

  @ApiProperty({ description: 'Name of the registered cluster; empty when there is none.' })
  cluster!: string;

  @ApiProperty({ description: 'Broker, address or topic that was checked; empty for the whole.' })
  subject!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    description: 'Figures and names of the finding.',
  })
  values!: CheckValues;

  @ApiProperty({ description: "What was seen: the other side's own words where it said something." })
  said!: string;

  @ApiProperty({ description: 'True when `said` is what the other side said.' })
  verbatim!: boolean;

  @ApiProperty({ description: 'What to do, in English; empty when there is nothing to do.' })
  fix!: string;

  @ApiProperty({
    enum: CHECK_FIX_CODES,
    enumName: 'CheckFix',
    nullable: true,
    description: 'Stable code of what to do; null when there is nothing to do.',
  })
  fixCode!: CheckFix | null;
}

/** Lines in the order of their places, with their words in English. */
export function toLineViews(lines: readonly CheckLine[]): CheckLineView[] {
  return sortLines(lines).map((line) => ({
    ...line,
    ...describeCheck(line),
    verbatim: line.said !== '',
    fixCode: line.fix,
  }));
}

/** Who looks. */
export class CheckedByView {
  @ApiProperty({ enum: ['WORKER', 'API'], enumName: 'CheckedByKind' })
  kind!: 'WORKER' | 'API';

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'Name of its machine.' })
  host!: string;
}

/** A pre-check, as far as it has come. */
export class CheckView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: CHECK_STATES, enumName: 'CheckState' })
  state!: CheckState;

  @ApiProperty({
    enum: CHECK_RESULTS,
    enumName: 'CheckResult',
    description: 'The worst of the lines so far.',
  })
  result!: CheckResult;

  @ApiProperty({ type: CheckedByView, nullable: true, description: 'Null while it waits for a worker.' })
  by!: CheckedByView | null;

  @ApiProperty({ type: [CheckLineView] })
  lines!: CheckLineView[];

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty(nullableText({ format: 'date-time' }))
  finishedAt!: string | null;
}
