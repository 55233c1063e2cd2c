import { type Read, nameOfCharacter, plainTyped, read, unread } from './read.ts';

/** Whether a link leads to a web page: no other scheme is ever put on our pages. */
export function isWebAddress(text: string): boolean {
  return text.length <= 2048 && /^https?:\/\/[^\s/?#]+\S*$/i.test(text) && URL.canParse(text);
}

/**
 * Reads the address of a web page. `www.gov.uk/x` and `gov.uk/x` begin with `https://`; brackets and quotes around the address
 * and a stop after it are left out (SF4).
 */
export function readLink(typed: string): Read<string> {
  const bare = plainTyped(typed)
    .replace(/(?<![\s"'“”‘’«»>\]}.,;!])[\s"'“”‘’«»>\]}.,;!]+$/u, '')
    .replace(/^[\s"'“”‘’«»<([{]+/u, '');
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/iu.exec(bare)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return unread(`A link begins with https:// or http://, and this one begins with “${scheme}:”. Copy it from the browser’s address bar`);
  }
  const space = /\s/u.exec(bare);
  if (space !== null)
    return unread(`A link cannot have ${nameOfCharacter(space[0])}. Take it out, or copy the link from the browser’s address bar`);
  const whole = scheme === undefined ? `https://${bare.replace(/^\/+/u, '')}` : bare;
  if (whole.length > 2048) return unread('A link can have 2,048 characters at most');
  if (isWebAddress(whole) && /^https?:\/\/(?:[^/?#]*\.[^/?#.]+|\[|localhost\b)/iu.test(whole)) return read(whole);
  return unread('A link looks like https://www.gov.uk/page. Copy it from the browser’s address bar');
}
