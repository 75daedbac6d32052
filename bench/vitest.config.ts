import { defineConfig } from 'vitest/config';

// What is pure in the benchmark: figures that cannot be trusted are none.
export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: { include: ['core/**/*.spec.ts', 'wan/**/*.spec.ts'] },
});
