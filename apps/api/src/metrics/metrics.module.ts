import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { PrometheusController } from './prometheus.controller.js';
import { FlowFiguresReader } from './flow-figures.js';
import { PrometheusService } from './prometheus.service.js';
import { TaskMetricsController } from './task-metrics.controller.js';
import { TaskMetricsService } from './task-metrics.service.js';

/** Figures of tasks, for the console and for Prometheus. */
@Module({
  imports: [TasksModule],
  controllers: [TaskMetricsController, PrometheusController],
  providers: [FlowFiguresReader, PrometheusService, TaskMetricsService],
})
export class MetricsModule {}
