import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileString } from 'sass';
import { test } from 'tap';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Class names that the code puts together from two halves: the first half, and every second half it can have. */
const composed: Readonly<Record<string, readonly (number | string)[]>> = {
  'cc-pos__': ['endorses', 'endorses-with-reservation', 'cannot-take-a-position', 'does-not-endorse', 'no-reply'],
  'cc-p': Array.from({ length: 12 }, (_, tone) => tone + 1),
  'cc-stack__': ['drafting', 'over', 'contested', 'none'],
  'cc-stackbar--': ['drafting', 'over-limit', 'not-answering', 'not-asked', 'not-started'],
  'cc-strip--': ['warn', 'lock'],
  'cc-diff__row--': ['was', 'lock'],
  'cc-tag--': ['good', 'work', 'warn', 'stop', 'wait', 'none'],
  'cc-width--': ['one', 'form', 'board'],
};

/** Classes of the editor itself: static HTML has them to look like the editor (ED3). */
const ofTheEditor = new Set(['tiptap', 'ProseMirror']);

const read = (pattern: string): string =>
  globSync(pattern, { cwd: root })
    .map((path) => readFileSync(`${root}/${path}`, 'utf8'))
    .join('\n');

/** Our own style sheets, without comments. */
const css = compileString(readFileSync(`${root}/client/styles/main.scss`, 'utf8').replace("@use 'base/govuk';", ''), {
  loadPaths: [`${root}/client/styles`],
}).css.replace(/\/\*[\s\S]*?\*\//g, '');

/** Every class that our own style sheets name. */
function styledClasses(): ReadonlySet<string> {
  const selectors = [...css.matchAll(/([^{}]+)\{/g)].map(([, selector = '']) => selector.trim());
  return new Set(selectors.filter((selector) => !selector.startsWith('@')).flatMap((selector) => wordsAfterDots(selector)));
}

function wordsAfterDots(selector: string): readonly string[] {
  return [...selector.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name = '']) => name);
}

interface Named {
  /** Names written whole. */
  readonly whole: ReadonlySet<string>;
  /** First halves of names that are put together. */
  readonly halves: ReadonlySet<string>;
}

/** The classes in `class` attributes of templates. An expression in an attribute ends the name before it. */
function classesInTemplates(): Named {
  const whole = new Set<string>();
  const halves = new Set<string>();
  const templates = read('templates/**/*.hbs').replace(/\{\{!--[\s\S]*?--\}\}/g, '');
  for (const [, value = ''] of templates.matchAll(/\bclass="((?:\{\{[^}]*\}\}|[^"{])*)"/g)) {
    const names = value.replace(/\{\{([^}]*)\}\}/g, (_, inner: string) => (/^[#/]|^else/.test(inner) ? ' ' : '$ ')).split(/\s+/);
    for (const name of names) {
      if (/^[a-z][\w-]*$/i.test(name)) whole.add(name);
      else if (/^[\w-]+\$/.test(name)) halves.add(name.slice(0, -1));
    }
  }
  // Names that a template hands to a partial.
  for (const [, name = ''] of templates.matchAll(/[" ](cc-[\w-]+)(?=[" ])/g)) whole.add(name);
  return { whole, halves };
}

/** The words in string literals of scripts and views: a class among them is used. */
function wordsInScripts(): Named {
  const code = `${read('client/**/*.ts')}\n${read('src/**/*.ts')}`.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const literals = [...code.matchAll(/(['`])((?:\\.|(?!\1)[^\\\n])*)\1/g)].map(([, , text = '']) => text);
  return {
    whole: new Set(literals.flatMap((text) => text.split(/[^\w$-]+/)).filter((word) => /^[\w-]+$/.test(word))),
    halves: new Set([...code.matchAll(/(cc-[\w-]*)\$\{/g)].map(([, half = '']) => half).filter((half) => !styled.has(half))),
  };
}

const styled = styledClasses();
const templates = classesInTemplates();
const scripts = wordsInScripts();
const put = new Set(Object.entries(composed).flatMap(([first, seconds]) => seconds.map((second) => `${first}${second}`)));
const ours = (name: string): boolean => name !== '' && !name.startsWith('govuk-') && !ofTheEditor.has(name);

test('every class that is styled is used, in a template or a script', (t) => {
  const unused = [...styled].filter((name) => ours(name) && !templates.whole.has(name) && !scripts.whole.has(name) && !put.has(name));
  t.same(unused, []);
  t.end();
});

test('every class in a template is styled, or used by a script', (t) => {
  const named = new Set([...templates.whole, ...put]);
  const plain = [...named].filter((name) => ours(name) && !styled.has(name) && !scripts.whole.has(name));
  t.same(plain, []);
  t.end();
});

test('every class name that is put together from two halves has its halves listed here', (t) => {
  const halves = new Set([...templates.halves, ...scripts.halves].filter(ours));
  t.same([...halves].sort(), Object.keys(composed).sort());
  t.end();
});

test('[WO11] an element that a template hides stays hidden, also where its class says how it is displayed', (t) => {
  const tags = [...read('templates/**/*.hbs').matchAll(/<\w+ class="([\w -]+)"[^>]*\shidden\b/g)];
  const hidden = new Set(tags.flatMap(([, names = '']) => names.split(' ')));
  const rules = [...css.matchAll(/([^{}]+)\{[^{}]*\bdisplay: (?!none)/g)];
  const displayed = rules.flatMap(([, selectors = '']) => selectors.split(',').map((selector) => selector.trim()));
  const shown = [...hidden].filter((name) => displayed.includes(`.${name}`) && !css.includes(`.${name}[hidden]`));
  t.ok(hidden.has('cc-oq__m'));
  t.same(shown, []);
  t.end();
});
