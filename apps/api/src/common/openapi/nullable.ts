import type { ApiPropertyOptions } from '@nestjs/swagger';

/** Options of a property that is text or null. */
export const nullableText = (more: ApiPropertyOptions = {}): ApiPropertyOptions =>
  ({ type: String, nullable: true, ...more }) as ApiPropertyOptions;

/** Options of a property that is a number or null. */
export const nullableNumber = (more: ApiPropertyOptions = {}): ApiPropertyOptions =>
  ({ type: Number, nullable: true, ...more }) as ApiPropertyOptions;

/** Options of a 64-bit count or offset: a decimal string. */
export const decimal = (more: ApiPropertyOptions = {}): ApiPropertyOptions =>
  ({ type: String, pattern: '^\\d+$', example: '0', ...more }) as ApiPropertyOptions;

/** Options of an array of numbers, each of which may be null. */
export const nullableNumbers = (more: ApiPropertyOptions = {}): ApiPropertyOptions =>
  ({ type: 'array', items: { type: 'number', nullable: true }, ...more }) as ApiPropertyOptions;
