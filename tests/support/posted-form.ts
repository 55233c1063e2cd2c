/** A form of a page, with the fields that a browser would send, each under its name with all its values. */
export interface PostedForm {
  readonly action: string;
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** The forms of a page that are sent by POST, in the order of the page. */
export function formsOf(body: string): readonly PostedForm[] {
  return [...body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, start = '', inside = '']) =>
    attributeOf(start, 'method') === 'post' ? [{ action: attributeOf(start, 'action') ?? '', fields: fieldsIn(inside) }] : [],
  );
}

function fieldsIn(inside: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  const add = (name: string | null, value: string): void => {
    if (name !== null) fields.set(name, [...(fields.get(name) ?? []), value]);
  };
  for (const [, attributes = ''] of inside.matchAll(/<input\b([^>]*)>/g)) {
    const type = attributeOf(attributes, 'type') ?? 'text';
    const isChosen = (type !== 'radio' && type !== 'checkbox') || /\schecked\b/.test(attributes);
    if (type !== 'file' && isChosen) add(attributeOf(attributes, 'name'), attributeOf(attributes, 'value') ?? '');
  }
  for (const [, attributes = '', text = ''] of inside.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g))
    add(attributeOf(attributes, 'name'), decoded(text).replace(/^\n/, ''));
  for (const [, attributes = '', options = ''] of inside.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = /<option\b([^>]*\sselected\b[^>]*)>/.exec(options) ?? /<option\b([^>]*)>/.exec(options);
    add(attributeOf(attributes, 'name'), attributeOf(chosen?.[1] ?? '', 'value') ?? '');
  }
  return fields;
}

function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes);
  return found === null ? null : decoded(found[1] ?? '');
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The text of a piece of HTML: its character references decoded. */
export function decoded(html: string): string {
  return html.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return named[name ?? ''] ?? all;
  });
}
