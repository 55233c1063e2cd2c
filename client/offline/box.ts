/**
 * Closes and opens what lies on the device (AES-256-GCM): who comes to the same computer next reads nothing, for the key is
 * only ever on a signed-in member's own pages.
 */
export class Box {
  readonly #key: CryptoKey;

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** `secret`: 32 bytes in base64url, from the page. Throws where the browser has no cryptography: on plain HTTP. */
  static async from(secret: string): Promise<Box> {
    const bytes = Uint8Array.from(atob(secret.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    return new Box(await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
  }

  async close(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const closed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.#key, bytes));
    const box = new Uint8Array(iv.length + closed.length);
    box.set(iv);
    box.set(closed, iv.length);
    return box;
  }

  /** Null where it was closed with another key, or changed since. */
  async open(box: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.subarray(0, 12) }, this.#key, box.subarray(12)));
    } catch {
      return null;
    }
  }
}
