/** A record number for people: the first 16 digits of a chain head, in fours (SO42). */
export function recordNumber(hash: string): string {
  return (hash.slice(0, 16).match(/.{1,4}/g) ?? []).join(' ');
}
