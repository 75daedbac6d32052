import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { PROBLEM_CODES, type FieldProblem, type Problem, type ProblemCode } from '@slipstream/shared';

/** One refused field, as OpenAPI has it. */
@ApiSchema({ name: 'FieldProblem' })
export class FieldProblemView implements FieldProblem {
  @ApiProperty({ description: 'Dotted, as in routes.0.filter.expression; empty for the body itself.' })
  path!: string;

  @ApiProperty()
  message!: string;
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
}
