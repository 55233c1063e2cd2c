import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { z } from 'zod';
import { parseStrictly } from '../../handlebars.ts';
import { helpers } from './helpers.ts';

/** What Handlebars may be asked: nothing that is not known when the template is compiled. */
const options: PrecompileOptions = {
  strict: true,
  explicitPartialContext: true,
  // What a person typed stands in partials (text areas): no line of it may be moved in.
  preventIndent: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
};

/** The templates that pages are made from; those of mails are another engine's. */
export const ofPages = /^(pages|layouts|problems|components)\//;

/** Where `npm run build` puts the code of the templates. */
export const precompiledFile = fileURLToPath(new URL('../../../dist/templates.json', import.meta.url));

/** The code of templates, by {@link keyOf} of their sources. */
export type Precompiled = Readonly<Record<string, string>>;

/** The code of a template as JavaScript. Throws for a source that does not parse, or names an unknown helper. */
export function codeOf(path: string, source: string, built: Precompiled): string {
  const code = built[keyOf(path, source)];
  if (code !== undefined) return code;
  // Declared as an object, answered as text.
  return Handlebars.precompile(takesOptions(path) ? Handlebars.parse(source) : parseStrictly(source), options) as unknown as string;
}

/** A GOV.UK component takes the options of its macro, and most may be left out. */
function takesOptions(path: string): boolean {
  return path.startsWith('components/govuk/');
}

/** The code of every page's template below a folder. */
export function precompile(root: string): Precompiled {
  const sources = [...readTemplates(root)].filter(([path]) => ofPages.test(path));
  return Object.fromEntries(sources.map(([path, source]) => [keyOf(path, source), codeOf(path, source, {})]));
}

/** What was built, of whatever age: code is found by its whole source, so that an edited template is compiled anew. */
export function readPrecompiled(): Precompiled {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(precompiledFile, 'utf8')));
  } catch {
    return {};
  }
}

/** The sources of the templates below a folder, by path without `.hbs`. */
export function readTemplates(root: string): ReadonlyMap<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.hbs'));
  return new Map(files.map((path) => [path.replaceAll('\\', '/').slice(0, -4), readFileSync(join(root, path), 'utf8')]));
}

function keyOf(path: string, source: string): string {
  return createHash('sha256')
    .update(JSON.stringify([Handlebars.VERSION, options, takesOptions(path) ? 'written names' : 'every name', source]))
    .digest('hex');
}
