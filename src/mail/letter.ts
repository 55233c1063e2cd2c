import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { parseStrictly } from '../handlebars.ts';
import { oneLine } from './transport.ts';

/** The content of one mail, in reading order, for text and HTML alike; at most 200 words (SO32). */
export interface Letter {
  /** Stands after the wordmark; empty where no single network speaks. */
  readonly network: string;
  /** Date first, short, no draft content. */
  readonly subject: string;
  /** One sentence that mailboxes show beside the subject. */
  readonly preview: string;
  /** The person’s full name, after “Dear”. */
  readonly greeting: string;
  /** Who asks, and for which decision or act. */
  readonly paragraphs: readonly string[];
  /** The boxed line: “Decide by Monday 18 July 2022, 5pm UK time”, and other dates that matter. */
  readonly deadline: { readonly what: string; readonly detail: string } | null;
  /** Short rows: “Text locked”, “14 July 2022, 11:46am”. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** “What changed since you read it”, with one line a change. */
  readonly list: { readonly heading: string; readonly items: readonly string[] } | null;
  /** Updates by response; none in a letter about one thing. */
  readonly groups: readonly Group[];
  /** Said after the list and before the button. */
  readonly after: readonly string[];
  /** A six-digit code to type, shown large; null where there is none. */
  readonly code: { readonly label: string; readonly digits: string } | null;
  /** The one link, as a button and as a full URL of fewer than 76 characters (SO20). */
  readonly action: { readonly label: string; readonly url: string } | null;
  /** How to act where the link is blocked, and that opening it decides nothing. */
  readonly withoutLink: string;
  /** The four words of the locked version, and what to do where the page shows others (SO40). */
  readonly version: { readonly words: string; readonly otherwise: string } | null;
  /** The way to stop emails of this kind: a sentence and its address (MA10); null where there is none. */
  readonly stop: { readonly words: string; readonly url: string } | null;
  /** Small print: whom it is for, who is away, who asks. */
  readonly footer: readonly string[];
  /** The chain head as read by a person: `3e23 e816 0039 594a`; empty where the mail witnesses nothing (SO42). */
  readonly recordNumber: string;
}

/** The updates on one response in a mail that brings several. */
export interface Group {
  /** `Response to SEND Review`. */
  readonly heading: string;
  /** A sentence for each update. */
  readonly items: readonly string[];
  readonly action: Letter['action'];
  /** The chain head of the response; empty where there is none. */
  readonly recordNumber: string;
}

/** An empty letter, to spread and fill in. */
export const blankLetter: Letter = {
  network: '',
  subject: '',
  preview: '',
  greeting: '',
  paragraphs: [],
  deadline: null,
  facts: [],
  list: null,
  groups: [],
  after: [],
  code: null,
  action: null,
  withoutLink: '',
  version: null,
  stop: null,
  footer: [],
  recordNumber: '',
};

/** A letter as it is sent: one line of subject, plain text wrapped at 72 characters, HTML. */
export interface RenderedLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The most words a mail may have (SO32). */
export const maxWords = 200;

/** The most words of a mail with a week in it (MA9). */
export const mostWeeklyWords = 250;

/** The number of words, as white space divides them. */
export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** Renders a letter; text and HTML have equal words. */
export function renderLetter(letter: Letter): RenderedLetter {
  const clean = cleaned(letter);
  return { subject: clean.subject, text: `${template('letter.txt')(clean).trim()}\n`, html: template('letter')(clean) };
}

function cleaned(letter: Letter): Letter {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return oneLine(value);
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  };
  return clean(letter) as Letter;
}

const compiled = new Map<string, HandlebarsTemplateDelegate<Letter>>();

function template(name: 'letter' | 'letter.txt'): HandlebarsTemplateDelegate<Letter> {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const source = readFileSync(new URL(`../../templates/mail/${name}.hbs`, import.meta.url), 'utf8');
  const made = handlebars.compile<Letter>(parseStrictly(source), { strict: true, noEscape: name === 'letter.txt' });
  compiled.set(name, made);
  return made;
}

const width = 72;
const handlebars = Handlebars.create();
handlebars.registerHelper('wrap', (text: string) => wrapped(text, ''));
handlebars.registerHelper('item', (text: string) => `- ${wrapped(text, '  ')}`);
handlebars.registerHelper('fact', (label: string, value: string) => `- ${wrapped(`${label}: ${value}`, '  ')}`);
handlebars.registerHelper('shout', (text: string) => text.toUpperCase());

function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.join(`\n${indent}`);
}
