import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import ts from 'typescript';
import { z } from 'zod';
import { email, optionalEmail, optionalLink } from '../../src/web/fields.ts';
import { optionalLine, optionalText, parseForm, requiredLine, requiredText } from '../../src/web/forms.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The functions that read a field that somebody types. */
const readers = new Set(['requiredLine', 'requiredText', 'optionalLine', 'optionalText', 'email', 'optionalEmail', 'optionalLink']);

/** Fields that a page fills in, or that people choose and never type. Commands compare them with the choices that exist. */
const chosen = new Set([
  'acknowledged',
  'chosen',
  'decision',
  'deputy',
  'digest',
  'evidence',
  'format',
  'invitation',
  'kind',
  'label',
  'nonce',
  'office',
  'organisation',
  'role',
  'round',
  'section',
  'version',
]);

/** Text fields without a reader of forms, each with the place that reads it. */
const elsewhere: Readonly<Record<string, string>> = {
  code: 'codeTyped takes the six digits out of what was pasted',
  number: 'readEntry cleans the fields of a question',
  shortTitle: 'readEntry',
  text: 'readEntry',
  options: 'readEntry',
  wordLimit: 'readEntry',
  characterLimit: 'readEntry',
  minChoices: 'readEntry',
  maxChoices: 'readEntry',
  followUp: 'readEntry',
  dependsOn: 'readEntry',
  guidance: 'readEntry',
  part: 'readEntry',
  headings: 'readHeadingLines cleans each line',
  more: 'readHeadingLines',
  source: 'the import reads it, and cleans each field',
  reason: 'requiredText; the closing form and the plain form of an answer clean it in their commands',
  reference: 'readForm of submissions: cleanLine',
  note: 'readForm of submissions: cleanText',
  body: 'choosing-kind: cleanLine',
  phrase: 'requiredLine, in both forms of a removal',
  confirm: 'the form compares it with one word',
  n: 'the record keeps the hexadecimal digits alone',
};

interface Field {
  readonly file: string;
  readonly name: string;
  readonly reader: string;
}

/** Every field of every schema that `parseForm` reads. */
function fieldsOfForms(): readonly Field[] {
  const files = globSync('src/features/**/*.ts', { cwd: root }).map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
  // A schema is parsed in its own folder.
  const parsed = new Set(
    files.flatMap(({ file, text }) => [...text.matchAll(/parseForm\((\w+)/g)].map(([, name = '']) => `${dirname(file)}/${name}`)),
  );
  return files.flatMap(({ file, text }) => {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const found: Field[] = [];
    const visit = (node: ts.Node): void => {
      if (
        ts.isVariableDeclaration(node) &&
        ts.isIdentifier(node.name) &&
        parsed.has(`${dirname(file)}/${node.name.text}`) &&
        node.initializer !== undefined
      ) {
        found.push(...propertiesOf(file, node.initializer));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function propertiesOf(file: string, schema: ts.Expression): readonly Field[] {
  if (!ts.isCallExpression(schema)) return [];
  if (schema.expression.getText() !== 'z.object') return [];
  const [shape] = schema.arguments;
  if (shape === undefined || !ts.isObjectLiteralExpression(shape)) return [];
  return shape.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property)) return [];
    const { initializer } = property;
    const reader = ts.isCallExpression(initializer) && ts.isIdentifier(initializer.expression) ? initializer.expression.text : '';
    return [{ file, name: property.name.getText(), reader }];
  });
}

test('[SF6] every field of a form that somebody types is read by a reader', (t) => {
  const fields = fieldsOfForms();
  t.ok(fields.length > 15, `${fields.length} fields found`);
  const unread = fields.filter(({ name, reader }) => !readers.has(reader) && !chosen.has(name));
  t.same(unread, []);
  t.end();
});

test('[SF6] every text box of a page has a reader that somebody named', (t) => {
  const boxes = globSync('templates/pages/**/*.hbs', { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const components = [...text.matchAll(/\{\{> govuk\/(?:input|textarea|password-input|character-count)\s([^}]*)\}\}/g)];
    const named = components.map(([, options = '']) => /\bname="([^"]+)"/.exec(options)?.[1] ?? '');
    const plain = [...text.matchAll(/<(?:textarea|input(?![^>]*type="(?:hidden|file|radio|checkbox|submit)"))[^>]*\bname="([^"{]+)"/g)];
    return [...named, ...plain.map(([, name = '']) => name)].filter((name) => name !== '').map((name) => ({ file, name }));
  });
  t.ok(boxes.length > 20, `${boxes.length} boxes found`);
  const known = new Set([...fieldsOfForms().map(({ name }) => name), ...chosen, ...Object.keys(elsewhere)]);
  t.same(
    boxes.filter(({ name }) => !known.has(name)),
    [],
  );
  t.end();
});

test('[SF1] [SF2] the readers of forms clean what was typed, and say what is wrong', (t) => {
  const form = z.object({
    name: requiredLine('Enter a name', 5),
    about: optionalText(20),
    reason: requiredText('Say why', 20),
    title: optionalLine(20),
    mail: email('Enter an address'),
    contact: optionalEmail('Enter an address, or none'),
    link: optionalLink(),
  });
  const good = {
    name: 'A\u200bnn\u202e',
    about: ' one\u00ad\r\ntwo ',
    reason: 'x\ufeff',
    title: 'a\nb',
    mail: 'Ann <ANN@example.org>;',
    contact: ' ',
    link: 'gov.uk/x',
  };
  t.same(parseForm(form, good), {
    ok: true,
    value: { name: 'Ann', about: 'one\ntwo', reason: 'x', title: 'a b', mail: 'ann@example.org', contact: '', link: 'https://gov.uk/x' },
  });
  const bad = parseForm(form, { name: '\u200b', reason: '\u00a0', mail: '\u200b', contact: 'ann', link: 'ftp://x.org' });
  t.same(bad.ok ? [] : bad.errors.map(({ field, text }) => `${field}: ${text}`), [
    'name: Enter a name',
    'reason: Say why',
    'mail: Enter an address',
    'contact: Enter an address, or none. An email address has an @',
    'link: A link begins with https:// or http://, and this one begins with “ftp:”. Copy it from the browser’s address bar',
  ]);
  t.end();
});
