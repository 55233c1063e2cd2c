import type { Instant } from '../../domain/outcome.ts';
import { type Ephemeral, jsonOf } from '../ephemeral.ts';
import type { Thread } from './thread.ts';

/** Expiring records in SQLite, by the store's clock and as durable as all other data. */
export function sqliteEphemeral({ ask }: Pick<Thread, 'ask'>, now: () => Instant): Ephemeral {
  return {
    async put(space, key, value, expiresAt) {
      await ask('ephemeral.put', { space, key, value: jsonOf(value), expiresAt: new Date(expiresAt).toISOString() });
    },
    async get(space, key) {
      return ask('ephemeral.get', { space, key, now: now() });
    },
    async take(space, key) {
      return ask('ephemeral.take', { space, key, now: now() });
    },
    async missing(space, keys) {
      return keys.length === 0 ? [] : ask('ephemeral.missing', { space, keys, now: now() });
    },
    async replace(space, key, was, value, expiresAt) {
      const expires = new Date(expiresAt).toISOString();
      return ask('ephemeral.replace', { space, key, was: jsonOf(was), value: jsonOf(value), expiresAt: expires, now: now() });
    },
    async list(space, prefix, limit) {
      return ask('ephemeral.list', { space, prefix, limit, now: now() });
    },
    async claim(space, key, holder, milliseconds) {
      const at = now();
      return ask('ephemeral.claim', { space, key, holder, now: at, expiresAt: later(at, milliseconds) });
    },
    async count(space, key, windowMilliseconds) {
      const at = now();
      return ask('ephemeral.count', { space, key, now: at, expiresAt: later(at, windowMilliseconds) });
    },
    async drop(space, key) {
      await ask('ephemeral.drop', { space, key });
    },
    async release(space, key, holder) {
      await ask('ephemeral.release', { space, key, holder });
    },
  };
}

function later(at: Instant, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}
