import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { z } from 'zod';
import { openTemplates } from '../../src/web/templates/templates.ts';

const Fixtures = z.object({
  fixtures: z.array(z.object({ name: z.string(), options: z.record(z.string(), z.unknown()), html: z.string() })),
});

/** Every component that is a partial of ours, with the fixtures whose options no page of ours uses, and why. */
const components: Readonly<Record<string, readonly string[]>> = {
  'back-link': [],
  // Its icon is of GOV.UK's start pages.
  button: ['start', 'start link', 'start link with html'],
  checkboxes: [],
  'date-input': ['with field value and items'],
  details: [],
  'error-message': [],
  'error-summary': [],
  fieldset: [],
  // Needs a script of govuk-frontend, which we do not ship.
  'file-upload': [
    'enhanced',
    'enhanced, with error message and hint',
    'enhanced, multiple files',
    'enhanced, custom wrapper classes and attributes',
    'translated',
  ],
  hint: [],
  input: [],
  'inset-text': [],
  label: [],
  'notification-banner': [],
  radios: [],
  select: [],
  'skip-link': [],
  tag: [],
  textarea: [],
  'warning-text': [],
};

const folder = createRequire(import.meta.url)
  .resolve('govuk-frontend/package.json')
  .replace('package.json', 'dist/govuk/components/');
const templates = openTemplates(fileURLToPath(new URL('../../templates', import.meta.url)));

test('[GOV.UK] our partials render what govuk-frontend renders, for every fixture it ships', (t) => {
  for (const [component, without] of Object.entries(components)) {
    const { fixtures } = Fixtures.parse(JSON.parse(readFileSync(`${folder}${component}/fixtures.json`, 'utf8')));
    const known = new Set(fixtures.map(({ name }) => name));
    t.same(
      without.filter((name) => !known.has(name)),
      [],
      `${component}: fixtures left out exist`,
    );
    for (const { name, options, html } of fixtures) {
      if (without.includes(name)) continue;
      t.equal(plain(templates.render(`components/govuk/${component}`, options)), plain(html), `${component}: ${name}`);
    }
  }
  t.end();
});

/** HTML without what does not matter: white space between tags, the order of attributes, the spelling of escapes. */
function plain(html: string): string {
  return html
    .replaceAll(/&#(?:x27|39);/g, "'")
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x60;', '`')
    .replaceAll(/<([a-z][\w-]*)\s*([^>]*)>/g, (_tag, name: string, attributes: string) => `<${[name, ...sorted(attributes)].join(' ')}>`)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?(<[^>]*>) ?/g, '$1')
    .trim();
}

function sorted(attributes: string): readonly string[] {
  const found = [...attributes.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)];
  return found
    .map(([, name, value]) => (value === undefined ? (name ?? '') : `${name ?? ''}="${value.replaceAll(/\s+/g, ' ').trim()}"`))
    .sort();
}
