/** The arrows of docs/architecture.md: who may import whom. */

const layer = (name, from, allowed, options = {}) => ({
  name,
  severity: 'error',
  comment: `${from} may import ${allowed.join(', ') || 'itself'} only (docs/architecture.md)`,
  from: { path: from, ...(options.from ?? {}) },
  to: { path: '^(src|client)/', pathNot: [from, ...allowed], ...(options.to ?? {}) },
});

/** Folders of one place in order: each may import those before it, never those after. */
const floors = (name, root, ...inOrder) =>
  inOrder.map((floor, n) => ({
    name: `${name}: ${floor}`,
    severity: 'error',
    comment: `${root} is built in floors: ${inOrder.join(' < ')}`,
    from: { path: `^${root}${floor}` },
    to: { path: `^${root}`, pathNot: inOrder.slice(0, n + 1).map((below) => `^${root}${below}`) },
  }));

const typesOnly = { dependencyTypesNot: ['type-only'] };

export default {
  forbidden: [
    // Types too: of two files in a circle of types neither can be read first.
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans-of-the-lockfile',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      from: { path: '^(src|client)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },

    ...floors(
      'domain',
      'src/domain/',
      '(ids|outcome|transition)\\.ts$',
      'time/',
      'network/',
      'consultation/',
      'round/',
      'response/',
      'sign-off/',
      'document/',
      '(mail|task)\\.ts$',
    ),
    ...floors(
      'collab',
      'src/collab/',
      'ports\\.ts$',
      'wire/',
      'limits\\.ts$',
      'updates/',
      'door/',
      'log/',
      'presence/',
      'room/',
      'stream/',
      'plugin\\.ts$',
    ),
    ...floors(
      'sign-off',
      'src/features/sign-off/',
      '(links|changes|findings|round-letter)\\.ts$',
      'office-letter\\.ts$',
      '(commands|mails|reactions|sweep)\\.ts$',
      'late/',
      'decision/',
      'rounds/',
      'pages\\.ts$',
    ),
    ...floors('editor', 'client/editor/', '(beat|icons|in-place)\\.ts$', 'binding/', 'section/', 'connection/', '[^/]+\\.ts$'),
    layer('phrases', '^src/phrases/', ['^src/domain/']),
    layer('reading', '^src/reading/', ['^src/domain/', '^src/text/', '^src/store/[^/]+\\.ts$']),
    layer('rights', '^src/rights/', ['^src/domain/', '^src/store/[^/]+\\.ts$']),
    layer('drafts', '^src/drafts/', [
      '^src/domain/',
      '^src/text/',
      '^src/reading/',
      '^src/rights/',
      '^src/store/[^/]+\\.ts$',
      '^src/services\\.ts$',
    ]),
    layer('outbox', '^src/outbox/', ['^src/domain/', '^src/mail/', '^src/store/[^/]+\\.ts$', '^src/services\\.ts$']),
    layer('domain-stands-alone', '^src/domain/', []),
    {
      name: 'domain-imports-zod-and-temporal',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { dependencyTypes: ['npm', 'core'], pathNot: ['node_modules/zod/', 'node_modules/@js-temporal/polyfill/'] },
    },
    layer('text-knows-domain-types', '^src/text/', ['^src/domain/']),
    { name: 'text-imports-domain-types-only', severity: 'error', from: { path: '^src/text/' }, to: { path: '^src/domain/', ...typesOnly } },
    { name: 'text-runs-in-the-browser', severity: 'error', from: { path: '^src/text/' }, to: { dependencyTypes: ['core'] } },
    layer('store-ports', '^src/store/[^/]+\\.ts$', ['^src/domain/', '^src/store/']),
    layer('store-drivers', '^src/store/[^/]+/', ['^src/domain/', '^src/store/']),
    layer('collab', '^src/collab/', ['^src/store/drafts\\.ts$']),
    layer('mail', '^src/mail/', ['^src/domain/', '^src/handlebars\\.ts$', '^src/store/[^/]+\\.ts$']),
    layer('renderers', '^src/renderers/', ['^src/domain/', '^src/text/']),
    layer('web', '^src/web/', [
      '^src/domain/',
      '^src/handlebars\\.ts$',
      '^src/phrases/',
      '^src/reading/',
      '^src/keys\\.ts$',
      '^src/store/[^/]+\\.ts$',
      '^src/services\\.ts$',
    ]),
    layer('operations', '^src/operations/', ['^src/domain/', '^src/keys\\.ts$', '^src/store/[^/]+\\.ts$', '^src/services\\.ts$']),
    layer('features', '^src/features/', [
      '^src/domain/',
      '^src/text/',
      '^src/web/',
      '^src/phrases/',
      '^src/reading/',
      '^src/rights/',
      '^src/drafts/',
      '^src/outbox/',
      '^src/keys\\.ts$',
      '^src/mail/',
      '^src/collab/ports\\.ts$',
      '^src/renderers/(document|renderer)\\.ts$',
      '^src/store/[^/]+\\.ts$',
      '^src/services\\.ts$',
    ]),
    {
      // The demonstration is laid down, not done by anybody.
      name: 'features-commit-through-rights-alone',
      severity: 'error',
      from: { path: '^src/(features|drafts|web)/', pathNot: '^src/features/demo/seed\\.ts$' },
      to: { path: '^src/store/change\\.ts$', ...typesOnly },
    },
    {
      // A member by their session, somebody at a desk by their link, the service by itself: never by a request's fields.
      name: 'actors-are-made-where-they-are-proved',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '^src/rights/',
          '^src/web/viewer\\.ts$',
          '^src/features/sign-off/decision/desk\\.ts$',
          '^src/features/.+/(reactions|sweep|lanes|cli)\\.ts$',
          '^src/features/sign-off/commands\\.ts$',
          '^src/drafts/convert\\.ts$',
        ],
      },
      to: { path: '^src/domain/network/actor\\.ts$', ...typesOnly },
    },
    {
      name: 'no-feature-imports-another',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'services-only-as-a-type',
      severity: 'error',
      from: { path: '^src/(features|operations|web|mail|outbox|drafts|reading|worker)' },
      to: { path: '^src/services\\.ts$', ...typesOnly },
    },
    {
      name: 'only-services-touches-a-driver',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/open-services\\.ts$', '^src/store/[^/]+/'] },
      to: { path: '^src/store/(?!upcasts/)[^/]+/' },
    },
    layer('client', '^client/', ['^src/text/', '^src/collab/wire/protocol\\.ts$']),
    {
      name: 'config-reads-the-environment-alone',
      severity: 'error',
      from: { path: '^src/(domain|features|web|text|collab|mail|renderers|store)/' },
      to: { path: '^src/config\\.ts$', ...typesOnly },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
