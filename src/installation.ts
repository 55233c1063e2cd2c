import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type Config, ConfigError } from './config.ts';
import { type Keys, pepper, sameText } from './keys.ts';
import { never } from './store/ephemeral.ts';
import type { Store } from './store/store.ts';

const space = 'installation';
const key = 'secret';
const lease = 5_000;
const most = 4_096;

/**
 * The secret of this installation: the file that `SECRET_FILE` names, else a file in the data folder, which the first start
 * makes. A line break at the end does not count. Throws `ConfigError` where the file cannot be read, or holds fewer than 32 bytes.
 */
export function secretOf({ secretFile, dataDir }: Pick<Config, 'secretFile' | 'dataDir'>): Uint8Array {
  if (secretFile === null) return pepper(dataDir);
  const secret = withoutLineEnd(read(secretFile));
  if (secret.length < 32 || secret.length > most)
    throw new ConfigError(`SECRET_FILE: ${secretFile} must hold 32 to ${most} bytes: make it once with "openssl rand -base64 48"`);
  return secret;
}

/**
 * Makes the secret of a backup this installation's, before its store is filled. Throws `ConfigError` where the file that
 * `SECRET_FILE` names, or the data folder, holds another one.
 */
export function takeSecret({ secretFile, dataDir }: Pick<Config, 'secretFile' | 'dataDir'>, secret: Uint8Array): void {
  const file = secretFile ?? join(dataDir, 'pepper');
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, secret, { mode: 0o600, flush: true });
  }
  if (Buffer.compare(secretOf({ secretFile, dataDir }), secret) !== 0)
    throw new ConfigError(`${secretFile === null ? 'DATA_DIR' : 'SECRET_FILE'}: ${file} holds the secret of another installation`);
}

/**
 * Holds every node to one secret: the store keeps a fingerprint of the first (NO6). Throws `ConfigError` where this node has another.
 * A store that one process alone can open lies beside its secret, and needs no fingerprint.
 */
export async function agreeOnSecret({ ephemeral, nodes }: Pick<Store, 'ephemeral' | 'nodes'>, keys: Keys): Promise<void> {
  if (nodes === 'one') return;
  const mine = keys.hmac('fingerprint', 'the secret of this installation');
  const holder = randomUUID();
  for (;;) {
    const known = await ephemeral.get(space, key);
    if (known !== null && sameText(String(known.value), mine)) return;
    if (known !== null)
      throw new ConfigError('SECRET_FILE: this is not the secret that the store is used with: give every node of a service one file');
    // Of nodes that start together on a fresh store, one is the first.
    if (await ephemeral.claim('lease', 'installation', holder, lease)) {
      if ((await ephemeral.get(space, key)) === null) await ephemeral.put(space, key, mine, never);
      await ephemeral.release('lease', 'installation', holder);
    } else await after(50);
  }
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError(`SECRET_FILE: ${path} cannot be read by this user`, { cause: error });
  }
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end -= 1;
  return bytes.subarray(0, end);
}
