import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

const root = fileURLToPath(new URL('../..', import.meta.url));
const decisions = 'docs/decisions';
const pages = globSync('**/*.md', { cwd: root, exclude: ['**/node_modules', 'dist', 'coverage', '.tap'] });

test('every decision stands in the index once, under its own title', (t) => {
  const index = readFileSync(join(root, decisions, 'README.md'), 'utf8');
  const listed = [...index.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, title = '', file = '']) => ({ title, file }));
  const files = readdirSync(join(root, decisions)).filter((file) => file !== 'README.md');
  t.same(listed.map(({ file }) => file).toSorted(), files.toSorted());
  t.equal(new Set(files.map((file) => file.slice(0, 4))).size, files.length, 'each has a number of its own');
  for (const { title, file } of listed) {
    const heading = /^# (\d+\. .*)$/m.exec(readFileSync(join(root, decisions, file), 'utf8'))?.[1] ?? '';
    t.ok(heading.startsWith(title), `${title} begins ${heading}`);
    t.equal(title.split('.')[0], String(Number(file.slice(0, 4))), `${file} has its own number`);
  }
  t.end();
});

test('every relative link of every Markdown file leads to a file that is there', (t) => {
  t.ok(pages.includes('README.md'));
  for (const page of pages) {
    for (const target of linksIn(readFileSync(join(root, page), 'utf8'))) {
      t.ok(existsSync(join(root, dirname(page), target)), `${page} links to ${target}`);
    }
  }
  t.end();
});

test('every path that a Markdown file names is there', (t) => {
  for (const page of pages) {
    for (const path of pathsIn(readFileSync(join(root, page), 'utf8'))) t.ok(existsSync(join(root, path)), `${page} names ${path}`);
  }
  t.end();
});

test('no Markdown file holds two versions of a merge', (t) => {
  for (const page of pages) t.notMatch(readFileSync(join(root, page), 'utf8'), /^(?:<{7}|>{7}) /m, page);
  t.end();
});

test('every script that a Markdown file runs is one of package.json', (t) => {
  const scripts = readFileSync(join(root, 'package.json'), 'utf8');
  for (const page of pages) {
    for (const [, name = ''] of readFileSync(join(root, page), 'utf8').matchAll(/npm run ([\w:]+)/g)) {
      t.ok(scripts.includes(`"${name}": "`), `${page} runs ${name}`);
    }
  }
  t.end();
});

/** The paths from the root that a Markdown text names in backticks; patterns and placeholders are left out. */
function pathsIn(text: string): readonly string[] {
  const paths = text.matchAll(/`((?:src|client|tests|docs|bench|templates|scripts|demo)\/[\w./-]+)`/g);
  return [...paths].map(([, path = '']) => path);
}

/** The relative links and images of a Markdown text, without anchors; code is left out. */
function linksIn(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^([a-z]+:|#)/.test(target)).map((target) => decodeURI(target.replace(/#.*$/, '')));
}
