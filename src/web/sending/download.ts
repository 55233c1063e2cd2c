import type { FastifyReply } from 'fastify';

/** Sends a file that somebody gave us. A browser saves it and never opens it here, whatever type it claims (EV10, RK4). */
export function sendDownload(reply: FastifyReply, { name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): FastifyReply {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return reply
    .type('application/octet-stream')
    .header('content-disposition', `attachment; filename*=UTF-8''${encoded}`)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'private, no-store')
    .send(Buffer.from(bytes));
}
