import { type KeyObject, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** Keyed hashes under secrets made at installation; one purpose never answers for another. */
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

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
