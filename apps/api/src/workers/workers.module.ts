import { Module } from '@nestjs/common';
import { WorkersController } from './workers.controller.js';

/** Processes that replicate. */
@Module({ controllers: [WorkersController] })
export class WorkersModule {}
