import { Injectable, type PipeTransform } from '@nestjs/common';
import { notFound } from '../problems/problem-error.js';

/** Path ids of rows: what is no decimal number cannot be the id of anything, so it is not found. */
@Injectable()
export class RowIdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw notFound('resource');
    return value;
  }
}
