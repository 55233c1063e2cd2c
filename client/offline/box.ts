/**
 * Encrypts and decrypts a member's rows on the device (AES-256-GCM). The key is only on the member's own pages while they
 * are signed in, so the next person at the computer cannot read the rows (CO14).
 */
export class Box {
  readonly #key: CryptoKey;

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** `secret` is the key from the page: 32 bytes in base64url. Throws on plain HTTP, where a browser has no cryptography. */
  static async from(secret: string): Promise<Box> {
    const bytes = Uint8Array.from(atob(secret.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    return new Box(await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
  }

  /** Returns 12 bytes of nonce and the encrypted bytes. */
  async close(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const closed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.#key, bytes));
    const box = new Uint8Array(iv.length + closed.length);
    box.set(iv);
    box.set(closed, iv.length);
    return box;
  }

  /** Returns the decrypted bytes; null if they were encrypted with another key or changed since. */
  async open(box: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.subarray(0, 12) }, this.#key, box.subarray(12)));
    } catch {
      return null;
    }
  }
}
