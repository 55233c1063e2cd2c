import { decoded } from './posted-form.ts';

/** The words of a page that people read or hear: its title, its main part, and the names and titles in attributes there. */
export function wordsOfPage(html: string): string {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  const title = /<title>([\s\S]*?)<\/title>/.exec(html)?.[1] ?? '';
  const attributes = [...main.matchAll(/ (?:aria-label|alt|title)="([^"]*)"/g)].map((match) => match[1] ?? '');
  const text = main.replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]+>/g, ' ');
  return decoded(`${title} | ${text} | ${attributes.join(' | ')}`);
}
