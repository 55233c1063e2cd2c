import { type Read, nameOfCharacter, plainTyped, read, unread } from './read.ts';

/** An address as mail servers write it: ASCII, lower case, a domain of two parts or more. */
export const emailPattern =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/** The most characters of an address. */
export const longestEmail = 254;

/**
 * Reads one email address as mail programs copy it, and answers it in lower case: `Will Word <will.word@…>`, `mailto:…`, an address
 * with quotes around it or a full stop after it. A domain beyond ASCII is converted, as mail servers write it (SF3).
 */
export function readEmail(typed: string): Read<string> {
  const inside = insideBrackets(plainTyped(typed)).map(stripped);
  const bare = inside.join(' ');
  if (inside.length > 1) return unread(`There are ${inside.length} addresses here. Leave one`);
  const parts = bare.split('@');
  if (parts.length === 1) return unread(`An email address has an @`);
  if (parts.length > 2)
    return unread(/[\s,;]/u.test(bare) ? 'There is more than one address here. Leave one' : 'There is more than one @. Leave one');
  const at = bare.indexOf('@');
  return addressOf(bare.slice(0, at), bare.slice(at + 1).replace(/\.$/u, ''));
}

/** The addresses in brackets, where there are any; else all of it. */
function insideBrackets(typed: string): readonly string[] {
  const found = [...typed.matchAll(/[<([{]([^<>()[\]{}@]*@[^<>()[\]{}]*)[>)\]}]/gu)].map(([, inside = '']) => inside);
  return found.length > 0 ? found : [typed];
}

function stripped(typed: string): string {
  return withoutEdges(
    withoutEdges(typed)
      .replace(/^(?:mailto|e-?mail):\s*/iu, '')
      .replace(/(?<=@[^?]*)\?.*$/su, ''),
  ).replace(/[’‘]/gu, "'");
}

function withoutEdges(typed: string): string {
  // A run of signs is tried from its first sign alone, so that long runs take no longer than other words (SF8).
  return typed.replace(/(?<![\s"'“”‘’«»>)\]}.,;:!?])[\s"'“”‘’«»>)\]}.,;:!?]+$/u, '').replace(/^[\s"'“”‘’«»<([{]+/u, '');
}

function addressOf(name: string, domain: string): Read<string> {
  const strange = /[^A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]/u.exec(name)?.[0];
  if (name === '') return unread(`Nothing stands before the @`);
  if (strange !== undefined) return unread(`Before the @, an address cannot have ${nameOfCharacter(strange)}`);
  if (/^\.|\.$|\.\./u.test(name)) return unread('Before the @, a dot stands between two letters. Take out the other dots');
  const ascii = asciiDomain(domain);
  if (!ascii.ok) return ascii;
  const address = `${name}@${ascii.value}`.toLowerCase();
  if (address.length > longestEmail) return unread(`An address has ${longestEmail} characters at most`);
  return emailPattern.test(address) ? read(address) : unread(`After the @, “${ascii.value}” is not the name of a mail server`);
}

function asciiDomain(domain: string): Read<string> {
  const strange = /[^\p{L}\p{M}\p{N}.-]/u.exec(domain)?.[0];
  if (strange !== undefined) return unread(`After the @, an address cannot have ${nameOfCharacter(strange)}`);
  if (!/[^.]\.[^.]/u.test(domain)) return unread(`After the @ comes the whole name of a mail server, with a dot`);
  if (/^[\x21-\x7e]+$/u.test(domain)) return read(domain);
  if (!URL.canParse(`http://${domain}/`)) return unread(`After the @, “${domain}” is not the name of a mail server`);
  return read(new URL(`http://${domain}/`).hostname);
}
