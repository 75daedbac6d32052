import { BadRequestException, InternalServerErrorException } from '@nestjs/common';
import { PROBLEM_CODES } from '@slipstream/shared';
import { describe, expect, it } from 'vitest';
import { ProblemError, PROBLEMS } from './problem-error.js';
import { toProblem } from './to-problem.js';

const sqlError = (code: string, more: object = {}) =>
  Object.assign(new Error('said by PostgreSQL'), { driverError: { code, ...more } });

describe('problem documents (RFC 9457)', () => {
  it('have a 4xx or 5xx status for every code', () => {
    for (const code of PROBLEM_CODES) expect(PROBLEMS[code].status).toBeGreaterThanOrEqual(400);
  });

  it('carry code, detail, fields and request id of a refusal', () => {
    const error = new ProblemError('NAME_TAKEN', 'Taken.', {
      errors: [{ path: 'name', message: 'is taken' }],
    });
    expect(toProblem(error, 'r-1').problem).toEqual({
      type: 'urn:slipstream:problem:name-taken',
      title: 'The name is taken',
      status: 409,
      detail: 'Taken.',
      code: 'NAME_TAKEN',
      requestId: 'r-1',
      errors: [{ path: 'name', message: 'is taken' }],
    });
  });

  it.each([
    [sqlError('57P01'), 'DATABASE_UNAVAILABLE'],
    [sqlError('08006'), 'DATABASE_UNAVAILABLE'],
    [sqlError('ECONNREFUSED'), 'DATABASE_UNAVAILABLE'],
    [new Error('Connection terminated unexpectedly'), 'DATABASE_UNAVAILABLE'],
    [sqlError('22021'), 'VALIDATION_FAILED'],
    [sqlError('42P01'), 'INTERNAL'],
    [Object.assign(new SyntaxError('x'), { status: 400, type: 'entity.parse.failed' }), 'MALFORMED_JSON'],
    [Object.assign(new Error('x'), { status: 413, type: 'entity.too.large' }), 'PAYLOAD_TOO_LARGE'],
    [Object.assign(new Error('x'), { status: 415, type: 'charset.unsupported' }), 'UNSUPPORTED_MEDIA_TYPE'],
    [new BadRequestException('x'), 'VALIDATION_FAILED'],
    [new InternalServerErrorException('x'), 'INTERNAL'],
    ['a text', 'INTERNAL'],
    [undefined, 'INTERNAL'],
  ])('know %j as %s', (error, code) => {
    expect(toProblem(error, undefined).problem.code).toBe(code);
  });

  it('say when to come back when the database is away', () => {
    expect(toProblem(sqlError('57P03'), undefined).headers).toHaveProperty('retry-after');
  });

  it('tell nothing of an unexpected error', () => {
    const answer = toProblem(new Error('password=canary'), 'r-2');
    expect(answer.unexpected).toBe(true);
    expect(JSON.stringify(answer.problem)).not.toContain('canary');
  });
});
