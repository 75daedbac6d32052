import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { FieldProblem } from '@slipstream/shared';
import { StartTaskDto, UndoResetDto } from '@slipstream/shared/dto';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { invalidField, ProblemError } from '../problems/problem-error.js';
import { fieldRuleOf } from './field-rule-of.js';
import { findHostileJson } from './hostile-json.js';

const PRIMITIVES: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object]);
/** Bodies that may be left out. */
const OPTIONAL: ReadonlySet<unknown> = new Set([StartTaskDto, UndoResetDto]);
const ERRORS_MAX = 50;

/** Validates bodies and queries by the class of the parameter, refuses unknown fields, and names every field that is wrong. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  async transform(given: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype, type } = metadata;
    const value = given === undefined && OPTIONAL.has(metatype) ? {} : given;
    if ((type !== 'body' && type !== 'query') || metatype === undefined || PRIMITIVES.has(metatype))
      return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new ProblemError('VALIDATION_FAILED', 'The body has to be one JSON object.', {
        errors: [{ path: '', message: 'must be an object', rule: 'TYPE' }],
      });
    }
    const hostile = findHostileJson(value);
    if (hostile !== undefined) throw invalidField(hostile.path, hostile.message, hostile.rule);
    const instance: object = plainToInstance(metatype as new () => object, { ...value });
    const errors = await validate(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
    });
    if (errors.length > 0) throw refusal(errors.flatMap((error) => fieldProblems(error, '')));
    return instance;
  }
}

function refusal(errors: FieldProblem[]): ProblemError {
  const first = errors[0];
  const detail = first === undefined ? 'The request is not valid.' : `${first.path}: ${first.message}`;
  return new ProblemError('VALIDATION_FAILED', detail, { errors: errors.slice(0, ERRORS_MAX) });
}

function fieldProblems(error: ValidationError, prefix: string): FieldProblem[] {
  const path = prefix === '' ? error.property : `${prefix}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({
    path,
    message: constraint === 'whitelistValidation' ? 'is not a known field' : message,
    ...fieldRuleOf(error, constraint),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldProblems(child, path))];
}
