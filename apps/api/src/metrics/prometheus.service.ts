export class PrometheusService {
  [k: string]: (...a: unknown[]) => never;
}
