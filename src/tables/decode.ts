/** The characters of a file, or why it holds none that can be read, and the way out. Both sentences lack their full stop. */
export type Decoded =
  | { readonly ok: true; readonly text: string; readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252' }
  | { readonly ok: false; readonly wrong: string; readonly mend: string };

/** The first bytes of files that people choose in place of a text. */
const signatures: readonly { readonly starts: readonly number[]; readonly is: string; readonly mend: string }[] = [
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    is: 'It is an Excel, Word or zip file, not a text',
    mend: 'In Excel choose Save As, then “CSV UTF-8”; or copy the cells and paste them here',
  },
  {
    starts: [0xd0, 0xcf, 0x11, 0xe0],
    is: 'It is an Excel or Word file of an old kind, not a text',
    mend: 'In Excel choose Save As, then “CSV UTF-8”; or copy the cells and paste them here',
  },
  { starts: [0x25, 0x50, 0x44, 0x46], is: 'It is a PDF, not a text', mend: 'Copy the words out of it and paste them here' },
];

/**
 * Reads the bytes of a text file: UTF-8 and UTF-16 with or without a byte order mark, else Windows-1252, which older versions of
 * Excel write. The mark is left out. A file that is no text is named by its kind.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const signature = signatures.find(({ starts }) => starts.every((byte, n) => bytes[n] === byte));
  if (signature !== undefined) return { ok: false, wrong: signature.is, mend: signature.mend };
  const [label, encoding] = encodingOf(bytes);
  const text = tryDecode(bytes, label);
  if (text !== null && isText(text)) return { ok: true, text, encoding };
  return { ok: false, wrong: 'It is not a text file', mend: 'Save the list as CSV or as plain text and choose it again; or paste it here' };
}

function encodingOf(bytes: Uint8Array): readonly [label: string, encoding: Extract<Decoded, { ok: true }>['encoding']] {
  const [first = 0, second = 0] = bytes;
  if (first === 0xff && second === 0xfe) return ['utf-16le', 'UTF-16'];
  if (first === 0xfe && second === 0xff) return ['utf-16be', 'UTF-16'];
  // Latin letters in UTF-16 have a zero in every other byte, and a text in another encoding has none at all.
  const zeros = zeroBytes(bytes.subarray(0, 4096));
  if (zeros.odd > 0 && zeros.odd > 4 * zeros.even) return ['utf-16le', 'UTF-16'];
  if (zeros.even > 0 && zeros.even > 4 * zeros.odd) return ['utf-16be', 'UTF-16'];
  return tryDecode(bytes, 'utf-8') === null ? ['windows-1252', 'Windows-1252'] : ['utf-8', 'UTF-8'];
}

function zeroBytes(bytes: Uint8Array): { readonly even: number; readonly odd: number } {
  const count = { even: 0, odd: 0 };
  for (const [n, byte] of bytes.entries()) if (byte === 0) count[n % 2 === 0 ? 'even' : 'odd'] += 1;
  return count;
}

function tryDecode(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** True if at most one character in a hundred is a control that no text file holds. */
function isText(text: string): boolean {
  const controls = text.match(/(?![\t\n\v\f\r])\p{Cc}/gu)?.length ?? 0;
  return !text.includes('\0') && controls * 100 <= text.length;
}
