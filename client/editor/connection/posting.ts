import { pageToken } from './token.ts';

/** Posts bytes, or nothing, to an address of the live server. Without a signal, the post outlives its page. */
export function post(url: string, body: Uint8Array<ArrayBuffer> | null, signal: AbortSignal | null): Promise<Response> {
  const type: Record<string, string> = body === null ? {} : { 'content-type': 'application/octet-stream' };
  const headers = { accept: 'text/event-stream', 'x-csrf-token': pageToken(), ...type };
  return fetch(url, { method: 'POST', headers, body, signal, keepalive: signal === null, cache: 'no-store', redirect: 'error' });
}

/** True for an answer of the live server; a proxy before it answers otherwise. */
export function isEvents(response: Response): boolean {
  return response.ok && response.headers.get('content-type')?.startsWith('text/event-stream') === true;
}
