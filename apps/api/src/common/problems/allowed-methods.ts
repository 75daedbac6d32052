import type { Application } from 'express';

interface Layer {
  match(path: string): boolean;
  route?: { methods: Readonly<Record<string, boolean>> };
}

/** Methods that the application has for a path, in capitals; empty when it has none. */
export function allowedMethods(application: Application, path: string): string[] {
  const methods = new Set<string>();
  for (const layer of application.router.stack as unknown as Layer[]) {
    // Middleware of Nest is a route that takes every method, even TRACE.
    if (layer.route === undefined || 'trace' in layer.route.methods || !matches(layer, path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].toSorted();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // A path that cannot be percent-decoded is no route.
    return false;
  }
}
