import type { NestExpressApplication } from '@nestjs/platform-express';

/** A route as Express knows it. */
export interface Route {
  method: string;
  path: string;
}

interface Layer {
  route?: { path: string | string[]; methods: Readonly<Record<string, boolean>> };
}

/** Every route of the application, whoever made it. */
export function routesOf(app: NestExpressApplication): Route[] {
  const stack = app.getHttpAdapter().getInstance().router.stack as Layer[];
  return stack.flatMap(({ route }) =>
    route === undefined || takesEverything(route.methods)
      ? []
      : [route.path]
          .flat()
          .flatMap((path) =>
            Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path })),
          ),
  );
}

/** Middleware of Nest is a route that takes every method. */
function takesEverything(methods: Readonly<Record<string, boolean>>): boolean {
  return 'trace' in methods;
}

/** A path with its parameters filled in by an id that is of nothing. */
export function concrete(path: string): string {
  return path.replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000').replaceAll(/\{?\/?\*\w*\}?/g, '');
}
