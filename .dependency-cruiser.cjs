/** The arrows of docs/architecture.md. `tools/boundaries` proves that each rule bites. */
/** Specs may also use the real brokers and databases of tools/stack. */
const SPECS = '(\\.spec\\.tsx?|/vitest[^/]*\\.ts|/testing/global-[^/]*\\.ts)$';

const rule = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `may import: ${allowed.join(', ') || 'nothing of ours'}`,
  from,
  to: { path: '^(apps|libs|tools|e2e|bench)/', pathNot: allowed.map((place) => `^${place}`) },
});

const only = (name, place, allowed) => [
  rule(name, { path: `^${place}/`, pathNot: SPECS }, [place, ...allowed]),
  rule(`${name}-in-specs`, { path: `^${place}/.*${SPECS}` }, [place, ...allowed, 'tools/stack']),
];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...only('shared-imports-nothing', 'libs/shared', []),
    ...only('remoting-imports-nothing', 'libs/rocketmq-remoting', []),
    ...only('replication-is-pure', 'libs/replication', [
      'libs/shared',
      'libs/rocketmq-remoting/(src|dist)/message',
    ]),
    ...only('database-imports-shared', 'libs/database', ['libs/shared']),
    ...only('worker-imports-libs', 'apps/worker', ['libs']),
    ...only('api-imports', 'apps/api', [
      'libs/shared',
      'libs/database',
      'libs/rocketmq-remoting',
      'libs/replication/(src|dist)/decisions',
      'libs/replication/(src|dist)/precheck/index',
      'libs/replication/(src|dist)/progress/index',
    ]),
    ...only('web-imports-shared', 'apps/web', ['libs/shared']),
    {
      name: 'no-io-in-the-engine',
      severity: 'error',
      from: { path: '^libs/(replication|shared)/src', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(node:)?(net|tls|http|https|fs|dns|child_process|pg|typeorm)($|/)' },
    },
    {
      name: 'no-node-in-the-browser',
      severity: 'error',
      from: { path: '^apps/web/src', pathNot: '\\.spec\\.tsx?$' },
      to: { path: '(@nestjs|typeorm|node_modules/pg/|libs/shared/(src|dist)/dto)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/(?!@slipstream)|\\.cache)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['@slipstream/source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
