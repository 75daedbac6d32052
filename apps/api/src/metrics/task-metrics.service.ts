export class TaskMetricsService {
  [k: string]: (...a: unknown[]) => never;
}
