import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { notFound } from '../problems/problem-error.js';

/** Path ids: what is no UUID cannot be the id of anything, so it is not found. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !isUUID(value)) throw notFound('resource');
    return value.toLowerCase();
  }
}
