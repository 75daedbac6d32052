import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { firstFiles } from './build/first-files.js';
import { leaveOut } from './build/leave-out.js';
import { lightPlugin } from './build/light-plugin.js';
import { staticStyles } from './build/static-styles.js';

export default defineConfig({
  plugins: [
    react(),
    staticStyles(),
    leaveOut([
      { importer: /antd\/es\/card\/Card\.js$/, source: '../tabs', use: 'a card with tabs' },
      { importer: /antd\/es\/card\/Card\.js$/, source: '../skeleton', use: 'a card that is loading' },
      {
        importer: /antd\/es\/config-provider\/index\.js$/,
        source: '../tooltip/UniqueProvider',
        use: 'one hint for all that have one',
      },
      // Every input asks for the context; the forms themselves come with the first page that has one.
      {
        importer: /antd\/es\/form\/context\.js$/,
        source: '@rc-component/form',
        instead: '@rc-component/form/es/FormContext.js',
      },
      { importer: /antd\/es\/modal\/Modal\.js$/, source: '../skeleton', use: 'a dialog that is loading' },
      {
        importer: /antd\/es\/pagination\/Pagination\.js$/,
        source: '../select',
        use: 'a choice of page sizes',
      },
      {
        importer: /antd\/es\/pagination\/Pagination\.js$/,
        source: './style/bordered',
        use: 'pages drawn as wireframes',
      },
      {
        importer: /antd\/es\/table\/.*\/useSelection\.js$/,
        source: '../../radio',
        use: 'a table of one choice',
      },
      {
        importer: /antd\/es\/table\/hooks\/useFilter\/index\.js$/,
        source: './FilterDropdown',
        use: 'a filter of a column',
        exports: ['flattenKeys'],
      },
      {
        importer: /antd\/es\/table\/hooks\/useSorter\.js$/,
        source: '../../tooltip',
        use: 'a hint at what sorts',
      },
      { importer: /antd\/es\/segmented\/index\.js$/, source: '../tooltip', use: 'a hint at a choice' },
      // The list of tasks has no pages.
      {
        importer: /antd\/es\/table\/InternalTable\.js$/,
        source: '../pagination',
        instead: fileURLToPath(new URL('src/ui/list/late-pagination.tsx', import.meta.url)),
      },
      {
        importer: /antd\/es\/table\/.*\/useSelection\.js$/,
        source: '../../dropdown',
        use: 'a menu of selections',
      },
      { importer: /antd\/es\/input\/index\.js$/, source: './OTP', use: 'an input of one-time passwords' },
      { importer: /antd\/es\/input\/index\.js$/, source: './Group', use: 'a group of inputs' },
      { importer: /antd\/es\/input\/index\.js$/, source: './Search', use: 'an input with a button' },
      {
        importer: /antd\/es\/input\/Input\.js$/,
        source: '@rc-component/input',
        instead: '@rc-component/input/es/Input.js',
      },
      // Whoever has one takes it from its own file.
      { importer: /antd\/es\/input\/index\.js$/, source: './TextArea', use: 'Input.TextArea' },
      {
        importer: /@ant-design\/cssinjs\/es\/index\.js$/,
        source: './hooks/useStyleRegister',
        use: 'a style that is made in the browser',
      },
    ]),
    firstFiles(/src\/start\.tsx$/),
    lightPlugin({
      needed: [
        /src\/main\.tsx$/,
        /src\/start\.tsx$/,
        /features\/tasks\/list\/tasks-page\.tsx$/,
        /i18n\/(?:(?:frame|list)\.)?zh\.json$/,
      ],
      unwanted: {
        charts: /node_modules\/recharts\//,
        map: /node_modules\/@xyflow\//,
        YAML: /node_modules\/yaml\//,
        'date picker': /node_modules\/@rc-component\/picker\/es\/(?!locale)/,
      },
      budgetBytes: 380_000,
    }),
  ],
  resolve: { conditions: ['@slipstream/source', 'module', 'browser', 'development|production'] },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080' } } },
  json: { namedExports: false, stringify: true },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The content security policy allows no data: URLs for scripts and styles, so assets stay files.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // They have no side effects, only forget to say so: a table else brings the whole of the forms along.
      treeshake: { moduleSideEffects: [{ test: /node_modules[\\/]@rc-component[\\/]/, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|react-router|scheduler)[\\/]/,
              priority: 2,
            },
            // All that the first page is made of in one file: seventy small ones compress worse and come later.
            { name: 'first', test: /[\\/]src[\\/]start\.tsx$/, priority: 1 },
            // The words of the first page, which all come anyway.
            ...['en', 'zh'].map((language) => ({
              name: `words-${language}`,
              test: new RegExp(`[\\\\/]i18n[\\\\/](?:(?:frame|list)\\.)?${language}\\.json$`),
              priority: 4,
            })),
            // The entry takes these from the file that it does not wait for otherwise.
            {
              name: 'ask',
              test: /[\\/]src[\\/](api[\\/]first-answers|i18n[\\/](first-words|language))\.ts$/,
              priority: 3,
            },
          ],
        },
      },
    },
  },
  test: {
    // Files of a worker share what they import, which takes most of their time: a spec puts back what it changes.
    isolate: false,
    environment: 'jsdom',
    include: ['{src,build}/**/*.spec.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
    testTimeout: 30_000,
  },
});
