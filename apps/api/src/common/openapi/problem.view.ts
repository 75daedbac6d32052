import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import {
  FIELD_RULES,
  FLOW_DIRECTIONS,
  PATH_FINDING_KINDS,
  PROBLEM_CODES,
  type FieldProblem,
  type FieldRule,
  type FieldRuleParams,
  type FlowDirection,
  type PathFinding,
  type PathFindingKind,
  type PathHop,
  type Problem,
  type ProblemCode,
} from '@slipstream/shared';
import { nullableText } from './nullable.js';

/** One refused field, as OpenAPI has it. */
@ApiSchema({ name: 'FieldProblem' })
export class FieldProblemView implements FieldProblem {
  @ApiProperty({ description: 'Dotted, as in routes.0.filter.expression; empty for the body itself.' })
  path!: string;

  @ApiProperty({ description: 'English.' })
  message!: string;

  @ApiPropertyOptional({
    enum: FIELD_RULES,
    enumName: 'FieldRule',
    description: 'Stable code of what is wrong, for words in other languages.',
  })
  rule?: FieldRule;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    description: 'What the words of the rule may name, such as max.',
  })
  params?: FieldRuleParams;
}

/** One step of a path through tasks, as OpenAPI has it. */
@ApiSchema({ name: 'PathHop' })
export class PathHopView implements PathHop {
  @ApiProperty(nullableText({ format: 'uuid', description: 'null for a task that is not saved yet.' }))
  taskId!: string | null;

  @ApiProperty()
  task!: string;

  @ApiProperty({ enum: FLOW_DIRECTIONS, enumName: 'FlowDirection' })
  direction!: FlowDirection;

  @ApiProperty()
  sourceCluster!: string;

  @ApiProperty()
  sourceTopic!: string;

  @ApiProperty()
  targetCluster!: string;

  @ApiProperty()
  targetTopic!: string;
}

/** What tasks do together, as OpenAPI has it. */
@ApiSchema({ name: 'PathFinding' })
export class PathFindingView implements PathFinding {
  @ApiProperty({ enum: PATH_FINDING_KINDS, enumName: 'PathFindingKind' })
  kind!: PathFindingKind;

  @ApiProperty()
  key!: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { $ref: '#/components/schemas/PathHop' } },
    description: 'Two paths to one topic; one for a cycle.',
  })
  paths!: PathHopView[][];

  @ApiProperty({ description: 'How many topics it was found for.' })
  topics!: number;
}

/** A problem document, as OpenAPI has it. */
@ApiSchema({ name: 'Problem' })
export class ProblemView implements Problem {
  @ApiProperty()
  type!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  status!: number;

  @ApiProperty({ description: 'What is wrong and what to do.' })
  detail!: string;

  @ApiProperty({ enum: PROBLEM_CODES, enumName: 'ProblemCode' })
  code!: ProblemCode;

  @ApiPropertyOptional({ description: 'Id of the request in the log.' })
  requestId?: string;

  @ApiPropertyOptional({ type: [FieldProblemView] })
  errors?: FieldProblemView[];

  @ApiPropertyOptional({
    type: [PathFindingView],
    description: 'What the task would do together with others, with DUPLICATE_ROUTE and DOUBLE_PATH.',
  })
  findings?: PathFindingView[];
}
