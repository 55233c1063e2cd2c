import { join, relative } from 'node:path';
import { runInThisContext } from 'node:vm';
import Handlebars from 'handlebars';
import { helpers } from './helpers.ts';
import { codeOf, ofPages, type Precompiled, readPrecompiled, readTemplates } from './precompiled.ts';

/** Templates compiled at boot; a name that is missing from a model throws, also where it is only asked about (`{{#if name}}`). */
export interface Templates<Model = unknown> {
  /** HTML of `pages/<name>`, `layouts/<name>`, `problems/<name>` or `components/<name>`; every value is escaped unless a template says otherwise. */
  render(name: string, model: Model): string;
  has(name: string): boolean;
}

const opened = new Map<string, Templates>();

/**
 * Reads and compiles every template below a folder: `components/**` as partials under their path, and files that start
 * with an underscore in `pages/**` too (`pages/sign-off/_stage.hbs` is `sign-off/stage`). A partial sees only what it is
 * given. Throws at once for a template that does not parse, or names a partial or helper that is not there.
 */
export function openTemplates<Model>(root: string): Templates<Model> {
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
    return named(path, engine.template(runInThisContext(`(${codeOf(path, source, built)})`) as TemplateSpecification));
  } catch (error) {
    throw new Error(`templates/${path}.hbs does not compile`, { cause: error });
  }
}

/** The same template, whose errors begin with its path. */
function named(path: string, template: HandlebarsTemplateDelegate): HandlebarsTemplateDelegate {
  return (model: unknown, given) => {
    try {
      return template(model, given);
    } catch (error) {
      if (error instanceof TemplateError) throw error;
      throw new TemplateError(`templates/${path}.hbs: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
}

class TemplateError extends Error {
  override name = 'TemplateError';
}

function checkPartials(path: string, source: string, partials: ReadonlyMap<string, string>): void {
  for (const [, name] of source.matchAll(/\{\{#?>\s*([\w/-]+)/g)) {
    if (name !== undefined && !partials.has(name)) throw new Error(`templates/${path}.hbs names a partial that is not there: ${name}`);
  }
}
