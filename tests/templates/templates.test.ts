import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fastify } from 'fastify';
import { test, type Test } from 'tap';
import { openAssets } from '../../src/web/assets.ts';
import { openTemplates, type Templates } from '../../src/web/templates/templates.ts';
import { web } from '../../src/web/web.ts';
import { bareServices } from '../support/worlds/bare-services.ts';
import { axe, noBrowser, openContext, resize } from '../support/browser.ts';

const ours = fileURLToPath(new URL('../../templates', import.meta.url));

/** Templates of a test's own, by path. */
function write(t: Test, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'concord-templates-'));
  t.teardown(() => {
    rmSync(root, { recursive: true });
  });
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, `${path}.hbs`), source);
  }
  return root;
}

const page = (t: Test, source: string, files: Readonly<Record<string, string>> = {}): Templates =>
  openTemplates(write(t, { 'pages/x': source, ...files }));

test('[WEB] a template that cannot work fails when it is opened, and not at its first reader', (t) => {
  t.throws(() => page(t, '{{#if a}}'), { message: 'templates/pages/x.hbs does not compile' });
  t.throws(() => page(t, '{{shout a}}'), { message: 'templates/pages/x.hbs does not compile' }, 'a helper that is not there');
  t.throws(() => page(t, '{{> row}}'), { message: 'templates/pages/x.hbs names a partial that is not there: row' });
  t.throws(() => page(t, '').render('pages/y', {}), { message: 'There is no template pages/y' });
  t.end();
});

test('[WEB] a name that a model lacks is an error, and what a model holds is escaped', (t) => {
  t.throws(() => page(t, '{{title}}').render('pages/x', {}), /title/);
  t.throws(() => page(t, '{{number}}').render('pages/x', {}), /number/, 'also where a helper has its name');
  t.equal(page(t, '{{number}}').render('pages/x', { number: '7a' }), '7a');
  t.equal(page(t, '{{number n}} {{plural n "word" "words"}}').render('pages/x', { n: 1287 }), '1,287 1,287 words');
  t.equal(page(t, '<a title="{{a}}">{{a}}</a>').render('pages/x', { a: `"><script>'` }).includes('<script>'), false);
  t.equal(page(t, '{{constructor}}').render('pages/x', {}), '', 'nothing of a prototype');
  t.end();
});

test('[WEB] a name that is only asked about must be there too, and the error names its template', (t) => {
  const asks = ['{{#if gone}}{{/if}}', '{{#unless gone}}{{/unless}}', '{{#each gone}}{{/each}}', '{{#if (eq gone 1)}}{{/if}}'];
  for (const source of [...asks, '{{plural gone "word" "words"}}', '{{> row title=gone}}', '{{#if a.gone}}{{/if}}']) {
    const templates = page(t, source, { 'components/row': '{{title}}' });
    t.throws(() => templates.render('pages/x', { a: {} }), { message: /^templates\/pages\/x\.hbs: "gone"/ }, source);
  }
  const within = page(t, '{{> row}}', { 'components/row': '{{#if gone}}{{/if}}' });
  t.throws(() => within.render('pages/x', { gone: 1 }), { message: /^templates\/components\/row\.hbs: "gone"/ });
  const present = '{{#if no}}{{else}}{{#each rows}}{{#if this}}{{@index}}{{/if}}{{#unless @last}},{{/unless}}{{/each}}{{/if}}';
  t.equal(page(t, present).render('pages/x', { no: null, rows: [1, 0, 3] }), '0,,2', 'what is there may be nothing');
  const options = page(t, '{{> govuk/tag text="x"}}', { 'components/govuk/tag': '{{#if id}}{{id}}{{/if}}{{text}}' });
  t.equal(options.render('pages/x', {}), 'x', 'an option of a GOV.UK component may be left out');
  t.end();
});

test('[WEB] a partial sees only what it is given', (t) => {
  const partials = { 'components/row': '{{title}}', 'pages/sign-off/_stage': 'stage {{name}}' };
  t.throws(() => page(t, '{{> row}}', partials).render('pages/x', { title: 'leaks' }), /title/);
  t.equal(page(t, '{{> row title="given"}}{{> sign-off/stage name="chair"}}', partials).render('pages/x', {}), 'givenstage chair');
  t.end();
});

test('[WEB] what was typed stands in its text area word for word, however a page is indented', (t) => {
  const typed = '\n  {\n\t"a": 1\n}\n';
  const source = '<form>\n    {{> govuk/textarea id="a" name="a" label=(hash text="A") value=value}}\n</form>';
  const root = write(t, { 'pages/x': source });
  cpSync(join(ours, 'components'), join(root, 'components'), { recursive: true });
  const [, , shown] = /<textarea[^>]*>(\n)([^<]*)<\/textarea>/.exec(openTemplates(root).render('pages/x', { value: typed })) ?? [];
  t.equal(shown?.replaceAll('&quot;', '"'), typed);
  t.end();
});

/** Our own templates: path and source. */
const templatesOfOurs = readdirSync(ours, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.hbs'))
  .map((path) => ({ path, source: readFileSync(join(ours, path), 'utf8') }));

test('[WEB] no line of a template has more than 160 characters', (t) => {
  const long = templatesOfOurs.flatMap(({ path, source }) =>
    source.split('\n').flatMap((line, n) => (line.length > 160 ? [`${path}:${n + 1}`] : [])),
  );
  t.same(long, []);
  t.end();
});

test('[GOV.UK] components are written by their partials alone', (t) => {
  const byHand = templatesOfOurs
    .filter(({ path }) => !path.startsWith('components/govuk/'))
    .flatMap(({ path, source }) =>
      [...source.matchAll(/class="[^"]*\bgovuk-(?!list\b)([a-z-]+)/g)].map(([, name]) => `${path}: ${name ?? ''}`),
    );
  // The editor takes this box over: it is no field of a form and has no name.
  t.same(byHand, ['pages/responses/_section.hbs: textarea']);
  t.end();
});

const site = {
  network: 'South East Regional Kinship Network',
  person: 'Nadia Farrow',
  me: 'nadia',
  secret: '',
  home: '/work',
  demo: true,
  failed: true,
  titled: 'Components – SEND Review',
  width: '',
};
const places = [
  { text: 'Your work', href: '/work', current: false },
  { text: 'Consultations', href: '/consultations', current: true },
];
const within = ['Overview', 'Response', 'Sign-off', 'Documents', 'Record'].map((text) => ({
  text,
  href: '/',
  current: text === 'Sign-off',
}));

/** Each component once, as pages use it, with and without an error. */
function gallery(templates: Templates): string {
  const show = (name: string, model: object): string => templates.render(`components/${name}`, model);
  const label = (text: string): object => ({ text, classes: 'govuk-label--s' });
  const legend = (text: string): object => ({ legend: { text, classes: 'govuk-fieldset__legend--s' } });
  const wrong = { errorMessage: { text: 'Say which' } };
  const items = [
    { value: 'a', text: 'Request changes', hint: { text: 'The text opens again' } },
    { value: 'b', text: 'Approve this text' },
    { divider: 'or' },
    { value: 'c', text: 'Step aside', disabled: true },
  ];
  return [
    show('govuk/error-summary', { titleText: 'There is a problem', errorList: [{ text: 'Say which', href: '#radios-wrong' }] }),
    '<h1>Components</h1>',
    show('govuk/notification-banner', { type: 'success', text: 'Saved' }),
    ...[{}, wrong].flatMap((state, n) => [
      show('govuk/input', {
        id: `input-${n}`,
        name: 'input',
        label: label('Title'),
        hint: { text: 'As printed' },
        value: 'SEND',
        ...state,
      }),
      show('govuk/input', {
        id: `pounds-${n}`,
        name: 'pounds',
        label: label('Cost'),
        prefix: { text: '£' },
        suffix: { text: 'a year' },
        ...state,
      }),
      show('govuk/textarea', { id: `textarea-${n}`, name: 'textarea', label: label('Why'), value: 'Because', ...state }),
      show('govuk/select', { id: `select-${n}`, name: 'select', label: label('Who'), items: [{ value: 'a', text: 'Kent' }], ...state }),
      show('govuk/file-upload', { id: `file-${n}`, name: 'file', label: label('A file'), hint: { text: 'Up to 5 MB' }, ...state }),
      show('govuk/date-input', {
        id: `date-${n}`,
        namePrefix: 'date',
        fieldset: legend('Closes'),
        hint: { text: 'To the minute' },
        ...state,
      }),
      show('govuk/radios', {
        idPrefix: n === 0 ? 'radios' : 'radios-wrong',
        name: `radios-${n}`,
        fieldset: legend('What do you decide?'),
        items,
        ...state,
      }),
      show('govuk/checkboxes', { idPrefix: `boxes-${n}`, name: `boxes-${n}`, fieldset: legend('Which apply?'), items, ...state }),
    ]),
    show('govuk/details', { summaryText: 'Guidance', text: 'Keep to what a family would notice.' }),
    show('govuk/inset-text', { text: 'Nobody is told yet.' }),
    show('govuk/warning-text', { text: 'This cannot be undone.' }),
    show('govuk/tag', { text: 'Drafting' }),
    show('govuk/button', { text: 'Continue' }),
    show('dates', {
      rows: [
        { day: 'Fri 11 December', what: 'Chair', state: 'is-done' },
        { day: 'Fri 18 December', what: 'Sponsor', state: '' },
      ],
    }),
  ].join('\n');
}

test('[WCAG 2.2] every component, in its layout, with and without errors, at three widths', { skip: noBrowser }, async (t) => {
  const services = await bareServices(t);
  const app = fastify({ forceCloseConnections: true });
  await web(app, services);
  const templates = openTemplates(ours);
  const asset = openAssets();
  app.get('/gallery', (_request, reply) =>
    reply.type('text/html').send(
      templates.render('layouts/page', {
        title: 'Components',
        body: gallery(templates),
        csrf: 'token',
        site: { ...site, places, within, consultation: 'SEND Review', styles: asset('main.css'), script: asset('main.js') },
      }),
    ),
  );
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  const view = await (await openContext(t)).newPage();
  const complaints: string[] = [];
  view.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await view.goto(`${address}/gallery`);
  for (const [width, height] of [
    [1366, 768],
    [390, 844],
    [320, 568],
  ] as const) {
    await resize(view, width, height);
    t.same(await axe(view), [], `axe at ${width}`);
    t.equal(await view.evaluate(() => document.documentElement.scrollWidth), width, `no sideways scroll at ${width}`);
  }
  await view.getByText('Menu').click();
  t.ok(
    await view.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: 'Consultations' }).isVisible(),
    'a menu without a script',
  );
  t.same(await axe(view), [], 'axe with the menu open');
  t.same(complaints, [], 'the policy is kept');
});

test('[WEB] in every form that sends a file, the token is the first field', (t) => {
  const forms = readdirSync(ours, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .flatMap((file) =>
      [...readFileSync(join(ours, file), 'utf8').matchAll(/<form[^>]*multipart[\s\S]*?<\/form>/g)].map(([form]) => ({ file, form })),
    );
  t.ok(forms.length >= 3);
  for (const { file, form } of forms)
    t.equal(/\{\{> (?:csrf|govuk\S*)|<(?:input|select|textarea|button)\b/.exec(form)?.[0], '{{> csrf', file);
  t.end();
});
