import { join, relative } from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import { helpers } from './helpers.ts';
import { codeOf, ofPages, type Precompiled, readPrecompiled, readTemplates } from './precompiled.ts';

/** Templates compiled at boot; a name that is missing from a model throws when it is written out (strict mode). */
export interface Templates {
  /** HTML of `pages/<name>`, `layouts/<name>`, `problems/<name>` or `components/<name>`; every value is escaped unless a template says otherwise. */
  render(name: string, model: object): string;
  has(name: string): boolean;
}

const opened = new Map<string, Templates>();

/**
 * Reads and compiles every template below a folder: `components/**` as partials under their path, and files that start
 * with an underscore in `pages/**` too (`pages/sign-off/_stage.hbs` is `sign-off/stage`). A partial sees only what it is
 * given. Throws at once for a template that does not parse, or names a partial or helper that is not there.
 */
export function openTemplates(root: string): Templates {
  const known = opened.get(root);
  if (known !== undefined) return known;
  const engine = Handlebars.create();
  for (const [name, helper] of Object.entries(helpers)) engine.registerHelper(name, valueFirst(name, helper));
  const [sources, built] = [readTemplates(root), readPrecompiled()];
  const partials = new Map<string, string>();
  const wholes = new Map<string, HandlebarsTemplateDelegate>();
  for (const [path, source] of sources) {
    const partial = partialName(path);
    if (partial !== null) partials.set(partial, path);
    if (ofPages.test(path)) wholes.set(path, compileAt(engine, path, source, built));
  }
  for (const [partial, path] of partials) {
    const compiled = wholes.get(path) ?? compileAt(engine, path, sources.get(path) ?? '', built);
    engine.registerPartial(partial, compiled);
  }
  for (const [path, source] of sources) checkPartials(path, source, partials);
  const templates: Templates = {
    render(name, model) {
      const template = wholes.get(name);
      if (template === undefined) throw new Error(`There is no template ${relative(root, join(root, name))}`);
      return template(model);
    },
    has: (name) => wholes.has(name),
  };
  opened.set(root, templates);
  return templates;
}

/** A name that is used without arguments is a value of the model, also where a helper has the same name: `{{number}}`. */
function valueFirst(name: string, helper: (...values: never[]) => unknown): Handlebars.HelperDelegate {
  return function (this: Readonly<Record<string, unknown>>, ...values: unknown[]): unknown {
    if (values.length > 1 || Object.keys((values[0] as Handlebars.HelperOptions).hash).length > 0) return helper(...(values as never[]));
    if (!(name in this)) throw new Error(`"${name}" is not defined in the model`);
    return this[name];
  };
}

function partialName(path: string): string | null {
  if (path.startsWith('components/')) return path.slice('components/'.length);
  const inPages = /^pages\/(?:(.*)\/)?_([^/]+)$/.exec(path);
  if (inPages === null) return null;
  return inPages[1] === undefined ? (inPages[2] ?? null) : `${inPages[1]}/${inPages[2] ?? ''}`;
}

function compileAt(engine: typeof Handlebars, path: string, source: string, built: Precompiled): HandlebarsTemplateDelegate {
  try {
    return engine.template(runInThisContext(`(${codeOf(source, built)})`) as TemplateSpecification);
  } catch (error) {
    throw new Error(`templates/${path}.hbs does not compile`, { cause: error });
  }
}

function checkPartials(path: string, source: string, partials: ReadonlyMap<string, string>): void {
  for (const [, name] of source.matchAll(/\{\{#?>\s*([\w/-]+)/g)) {
    if (name !== undefined && !partials.has(name)) throw new Error(`templates/${path}.hbs names a partial that is not there: ${name}`);
  }
}
