import { isAllowedLink } from '../limits.ts';

/**
 * The address that a pasted link leads to, or null where a section may not hold it. Outlook's Safe Links and Google's
 * redirects are taken off: they name the mailbox of the person who copied, and end with the contract.
 */
export function addressOf(href: string): string | null {
  let address = tidy(href);
  for (let wrappings = 0; wrappings < 5; wrappings += 1) {
    const inner = wrappedIn(address);
    if (inner === null || !isAllowedLink(inner)) break;
    address = inner;
  }
  return isAllowedLink(address) ? address : null;
}

/** Whether an address without a place in a section is worth a word: not one that leads nowhere outside its own page. */
export function isWorthSaying(href: string): boolean {
  return !/^(?:#|tel:|$)/i.test(href.trim());
}

/** As browsers read an address: without line ends and tabs, spaces at its ends; a space inside is written out. */
function tidy(href: string): string {
  return href
    .replace(/[\n\r\t]/g, '')
    .trim()
    .replaceAll(' ', '%20');
}

function wrappedIn(address: string): string | null {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return null;
  const { hostname, pathname, searchParams } = new URL(address);
  if (/\.safelinks\.protection\.(?:outlook|office)(?:365)?\.(?:com|us|de|cn)$/i.test(hostname)) return trimmed(searchParams.get('url'));
  const google = /^(?:www\.)?google\.[a-z.]{2,6}$/i.test(hostname) && pathname === '/url';
  return google ? trimmed(searchParams.get('q') ?? searchParams.get('url')) : null;
}

function trimmed(address: string | null): string | null {
  return address === null ? null : tidy(address);
}
