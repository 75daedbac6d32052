import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: {
    // Files of a worker share what they import, which takes most of their time: a spec puts back what it changes.
    isolate: false,
    include: ['src/**/*.spec.ts'],
    exclude: [...configDefaults.exclude, '**/*.real.spec.ts'],
  },
});
