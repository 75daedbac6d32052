export class ResetOffsetService {
  [k: string]: (...a: unknown[]) => never;
}
