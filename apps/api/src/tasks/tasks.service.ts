export class TasksService {
  [k: string]: (...a: unknown[]) => never;
}
