import Handlebars from 'handlebars';

/**
 * Parses a template so that every name it reads must be in its model. Handlebars' own strict mode asks that of a name
 * that is written out (`{{name}}`); this asks it of the others too: `{{#if name}}`, `{{#each name}}`, and arguments of
 * helpers and partials. Compile it with `strict: true`. Throws where the template does not parse.
 */
export function parseStrictly(source: string): hbs.AST.Program {
  const program = Handlebars.parse(source);
  new EveryName().accept(program);
  return program;
}

class EveryName extends Handlebars.Visitor {
  override PathExpression(path: hbs.AST.PathExpression): void {
    // The compiler sets this mark itself on a path that is written out, and reads it on any.
    Object.assign(path, { strict: true });
  }
}
