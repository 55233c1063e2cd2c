import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

// Rules have numbers, and code, tests and docs quote them: `[SO4] …`, `(CO12)`, `SO20 to SO27`.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = {
  SO: 'sign-off',
  CO: 'collaboration',
  ED: 'editor',
  ST: 'store',
  SE: 'security',
  AC: 'access',
  OP: 'operations/rules',
  NO: 'nodes',
  QS: 'questions',
  NW: 'networks',
  WO: 'work',
  MA: 'mail',
  SF: 'forms',
  PR: 'privacy',
  EV: 'evidence',
  PO: 'positions',
  PG: 'progress',
  RK: 'response-kinds',
} as const;
const quoting = '{src,client,tests,docs,bench,templates}/**/*.{ts,hbs,scss,md,typ}';

const families = Object.keys(pages).join('|');
const one = new RegExp(String.raw`\b(?:${families})\d+\b`, 'g');
const range = new RegExp(String.raw`\b(${families})(\d+)(?: to |[-–])(?:\1)?(\d+)\b`, 'g');

const quoted = (text: string): readonly string[] => {
  const single = [...text.matchAll(one)].map(([id]) => id);
  const ranges = [...text.matchAll(range)].flatMap(([, kind = '', from, to]) =>
    Array.from({ length: Math.max(0, Number(to) - Number(from) + 1) }, (_, n) => `${kind}${Number(from) + n}`),
  );
  return [...single, ...ranges];
};

/** The ids that each page of rules defines, in its order: bold, at the head of a row, an item or a sentence. */
const defined = new Map(
  Object.entries(pages).map(([kind, page]) => {
    const text = readFileSync(join(root, 'docs', `${page}.md`), 'utf8');
    return [kind, [...text.matchAll(new RegExp(`\\*\\*(${kind}\\d+)\\*\\*`, 'g'))].map(([, id = '']) => id)];
  }),
);

test('every rule is defined once, and in order', (t) => {
  for (const [kind, ids] of defined) {
    t.ok(ids.length > 0, `${kind} has rules`);
    const numbers = ids.map((id) => Number(id.slice(2)));
    t.same(
      numbers,
      [...new Set(numbers)].toSorted((a, b) => a - b),
      kind,
    );
  }
  t.end();
});

test('every rule that is quoted anywhere is defined in its page', (t) => {
  const known = new Set([...defined.values()].flat());
  const files = globSync(quoting, { cwd: root, exclude: ['**/node_modules'] });
  const unknown = files.flatMap((file) =>
    [...new Set(quoted(readFileSync(join(root, file), 'utf8')))].filter((id) => !known.has(id)).map((id) => `${file} quotes ${id}`),
  );
  t.ok(files.length > 500);
  t.same(unknown, []);
  t.end();
});

test('ranges and brackets are read as quotations', (t) => {
  // Put together here, for this file is read as well.
  const rule = (kind: string, n: number): string => `${kind}${n}`;
  t.same(quoted(`[${rule('SO', 4)}] one`), [rule('SO', 4)]);
  t.same(
    [...new Set(quoted(`${rule('CO', 1)} to ${rule('CO', 3)}`))].toSorted(),
    [1, 2, 3].map((n) => rule('CO', n)),
  );
  t.end();
});
