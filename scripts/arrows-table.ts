import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

// Writes who may import whom, from the rules of .dependency-cruiser.js into docs/architecture.md.

const page = new URL('../docs/architecture.md', import.meta.url);
const rulesFile = new URL('../.dependency-cruiser.js', import.meta.url);
const begin = '<!-- arrows: written by `npm run arrows:table` -->';
const end = '<!-- /arrows -->';

const Paths = z.union([z.string(), z.array(z.string())]).default([]);
type Paths = string | readonly string[];
const Rule = z.object({
  name: z.string(),
  from: z.object({ path: Paths }),
  to: z.object({ path: Paths, pathNot: Paths }),
});
type Rule = z.infer<typeof Rule>;
const Rules = z.object({ default: z.object({ forbidden: z.array(Rule) }) });

/** The text of docs/architecture.md as it is, and with tables made from the present rules. */
export async function architecturePage(): Promise<{ readonly is: string; readonly shouldBe: string }> {
  const is = readFileSync(page, 'utf8');
  const from = is.indexOf(begin);
  const to = is.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/architecture.md has no place for the arrows');
  const rules: unknown = await import(rulesFile.href);
  const tables = tablesOf(Rules.parse(rules).default.forbidden);
  return { is, shouldBe: `${is.slice(0, from + begin.length)}\n\n${tables}\n\n${is.slice(to)}` };
}

/** Markdown: a table of layers, a table of floors, and the names of all other rules. */
export function tablesOf(rules: readonly Rule[]): string {
  const layers = rules.filter(isLayer);
  const floors = rules.filter(isFloor);
  const others = rules.filter((rule) => !isLayer(rule) && !isFloor(rule)).map(({ name }) => name.replaceAll('-', ' '));
  return [
    '| from | may import, beside itself |\n|---|---|',
    ...layers.map(({ from, to }) => `| ${listed(from.path)} | ${listed(withoutOf(to.pathNot, from.path)) || 'nothing'} |`),
    '',
    'Large folders are built in floors: each floor imports itself and those before it.',
    '',
    '| folder | floors, from the ground up |\n|---|---|',
    ...floorsByFolder(floors).map(([folder, names]) => `| ${folder} | ${names.join(', ')} |`),
    '',
    `Also held: ${others.join('; ')}.`,
  ].join('\n');
}

/** A layer forbids everything of src and client except a list. */
function isLayer({ to }: Rule): boolean {
  return listOf(to.path).join() === '^(src|client)/';
}

/** A floor is named `folder: floor`, and forbids its folder except the floors below. */
function isFloor({ name }: Rule): boolean {
  return name.includes(': ');
}

function floorsByFolder(floors: readonly Rule[]): readonly (readonly [string, readonly string[]])[] {
  const folders = new Map<string, string[]>();
  for (const { to, name } of floors) {
    const folder = listed(to.path);
    const names = folders.get(folder) ?? [];
    names.push(readable(name.slice(name.indexOf(': ') + 2)));
    folders.set(folder, names);
  }
  return [...folders];
}

function withoutOf(paths: Paths, own: Paths): readonly string[] {
  return listOf(paths).filter((path) => !listOf(own).includes(path));
}

function listed(paths: Paths): string {
  return listOf(paths).map(readable).join(', ');
}

function listOf(paths: Paths): readonly string[] {
  return typeof paths === 'string' ? [paths] : paths;
}

/** A pattern of a path as a person reads it: `^src/store/[^/]+\.ts$` becomes `src/store/*.ts`. */
function readable(pattern: string): string {
  const path = pattern
    .replace(/^\^/, '')
    .replace(/\(([^)]*)\)/g, (_all, names: string) => `{${names.replaceAll('|', ',')}}`)
    .replaceAll('[^/]+', '*')
    .replace(/\\\.ts\$$/, '.ts')
    .replace(/\/$/, '');
  return `\`${pattern.endsWith('[^/]+/') ? `${path}/` : path}\``;
}

if (import.meta.main) writeFileSync(page, (await architecturePage()).shouldBe);
