import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Scanned, Scanner } from './scanner.ts';

/** The most bytes of one chunk, and the time for one file in milliseconds. */
const chunk = 64 * 1024;
const patience = 30_000;

/** Asks a clamd at `tcp://host:port`, by its command INSTREAM. A file needs one connection; nothing is kept there. */
export function clamdScanner(url: string): Scanner {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/gu, '');
  return {
    async scan(bytes) {
      try {
        return read(await asked({ host, port: port === '' ? 3310 : Number(port) }, bytes));
      } catch (error) {
        return { found: 'no answer', why: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

async function asked(to: { readonly host: string; readonly port: number }, bytes: Uint8Array): Promise<string> {
  const socket = connect(to);
  socket.setTimeout(patience, () => socket.destroy(new Error('clamd took too long')));
  // A clamd that has seen enough answers and closes before the last chunk; its answer is still read.
  socket.write('zINSTREAM\0');
  for (let from = 0; from < bytes.byteLength; from += chunk) {
    const part = bytes.subarray(from, from + chunk);
    socket.write(sizeOf(part.byteLength));
    socket.write(part);
  }
  socket.end(sizeOf(0));
  const answer = await text(socket);
  socket.destroy();
  return answer.replace(/\0[\s\S]*$/u, '').trim();
}

function sizeOf(length: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  return size;
}

/** The answer of a clamd: `stream: OK`, `stream: Eicar-Test-Signature FOUND`, or a sentence that ends in ERROR. */
function read(answer: string): Scanned {
  if (/^stream: OK$/u.test(answer)) return { found: 'nothing' };
  const virus = /^stream: (.+) FOUND$/u.exec(answer)?.[1];
  if (virus !== undefined) return { found: 'virus', name: virus.slice(0, 100) };
  return { found: 'no answer', why: answer === '' ? 'clamd closed without an answer' : answer.slice(0, 200) };
}
