import { randomBytes, type KeyObject, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keyed hashes under secrets made at installation; the hashes of one purpose are of no use for another. */
export interface Keys {
  /** HMAC-SHA-256 of a text for a purpose (`session`, `link`, `code`, `csrf`, …), in base64url. */
  hmac(purpose: string, text: string): string;
}

/** Keys derived from the installation's pepper (32 bytes or more). */
export function keysFrom(pepper: Uint8Array): Keys {
  const made = new Map<string, KeyObject>();
  const keyFor = (purpose: string): KeyObject => {
    const key = made.get(purpose) ?? createSecretKey(createHmac('sha256', pepper).update(`concord/${purpose}`).digest());
    made.set(purpose, key);
    return key;
  };
  return {
    hmac(purpose, text) {
      const key = keyFor(purpose);
      return createHmac('sha256', key).update(text).digest('base64url');
    },
  };
}

/** Six digits that only this installation can name for a text: the code of a request, which the store need not keep. */
export function sixDigits(keys: Keys, purpose: string, text: string): string {
  const bytes = Buffer.from(keys.hmac(purpose, text), 'base64url');
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const letters = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 letters of base 32: 130 random bits. */
export function newId(): string {
  return Array.from(randomBytes(26), (byte) => letters[byte % 32]).join('');
}

/** The secret under which tokens, codes and sessions are hashed: made once, beside the store, readable by this user alone. */
export function pepper(directory: string): Uint8Array {
  const file = join(directory, 'pepper');
  try {
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(file);
  if (secret.length < 32)
    throw new Error(`${file} is damaged: restore it from a backup, or delete it to make every open link and session invalid`);
  return secret;
}
