import { defineConfig } from 'vitest/config';

// What is pure in the tests themselves: a checker that cannot fail proves nothing.
export default defineConfig({
  ssr: { resolve: { conditions: ['@slipstream/source'] } },
  test: { include: ['**/*.spec.ts'] },
});
