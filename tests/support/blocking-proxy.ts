import { once } from 'node:events';
import { type IncomingMessage, createServer, request as ask, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy as offices have them: pages pass, and WebSockets do not. */
export interface BlockingProxy {
  readonly url: string;
  /**
   * The treatment of a WebSocket: the proxy says no, says nothing, or hangs up. Or it lets the upgrade pass, and then cuts the
   * connection at the server's first frame, or holds every frame of the server.
   */
  how: 'refuses' | 'swallows' | 'drops' | 'cuts frames' | 'holds frames';
  /**
   * The treatment of answers, as by proxies that look for viruses: the proxy holds them until they end, passes blocks of
   * 16 KB, or holds every event after the opening of a stream.
   */
  answers: 'pass' | 'held until they end' | 'in blocks' | 'held after the opening';
  /** Whether posts to the live server pass. */
  posts: 'pass' | 'are refused';
  /** Loses the answer to every third post of frames on its way back. */
  loses: 'nothing' | 'answers';
  /** How many it lost. */
  readonly lost: number;
  /** How many WebSockets were tried. */
  readonly tried: number;
  /** How many requests passed. */
  readonly passed: number;
  close(): void;
}

/** Listens on a free port of loopback. A browser asks a proxy for a tunnel where it wants a WebSocket. */
export async function openBlockingProxy(how: BlockingProxy['how']): Promise<BlockingProxy> {
  const sockets = new Set<Socket>();
  const counts = { tried: 0, passed: 0, posts: 0, lost: 0 };
  const server = createServer((request, response) => {
    counts.passed += 1;
    if (proxy.posts === 'are refused' && request.url?.includes('/live/') === true) {
      response.writeHead(403).end();
      return;
    }
    const isPost = request.url?.includes('/stream/') === true;
    if (isPost) counts.posts += 1;
    const loses = isPost && proxy.loses === 'answers' && counts.posts % 3 === 0;
    if (loses) counts.lost += 1;
    pass(request, response, loses ? 'lost' : proxy.answers);
  });
  const proxy: Omit<BlockingProxy, 'url'> & { url: string } = {
    url: '',
    how,
    answers: 'pass',
    posts: 'pass',
    loses: 'nothing',
    get lost() {
      return counts.lost;
    },
    get tried() {
      return counts.tried;
    },
    get passed() {
      return counts.passed;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  const block = (socket: Duplex, port: number): void => {
    counts.tried += 1;
    if (proxy.how === 'cuts frames' || proxy.how === 'holds frames') passUpgrade(socket, port, proxy.how);
    if (proxy.how === 'refuses') socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    if (proxy.how === 'drops') socket.destroy();
  };
  server.on('connect', ({ url = '' }, socket) => {
    // What the browser asks of the world by itself is nothing to us.
    if (url.startsWith('localhost:')) block(socket, Number(url.slice('localhost:'.length)));
    else socket.destroy();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

/** Opens a tunnel in which the answer to the upgrade passes, and no byte of the server after it. */
function passUpgrade(socket: Duplex, port: number, how: 'cuts frames' | 'holds frames'): void {
  const onward = connect(port, '127.0.0.1');
  const end = (): void => {
    onward.destroy();
    socket.destroy();
  };
  let answer = '';
  let isUpgraded = false;
  onward.on('connect', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  onward.on('data', (bytes: Buffer) => {
    answer += bytes.toString('latin1');
    const upgradedAt = answer.indexOf('\r\n\r\n');
    if (upgradedAt < 0) return;
    const frames = answer.slice(upgradedAt + 4);
    if (!isUpgraded) socket.write(answer.slice(0, upgradedAt + 4), 'latin1');
    isUpgraded = true;
    if (how === 'cuts frames' && frames !== '') end();
  });
  socket.pipe(onward);
  for (const one of [socket, onward]) {
    one.on('error', end);
    one.on('close', end);
  }
}

const block = 16_384;

/** Passes an answer on as the proxy does; the rest of it once it ends. */
function hold(
  answer: IncomingMessage,
  response: ServerResponse,
  how: 'held until they end' | 'in blocks' | 'held after the opening',
): void {
  let held = Buffer.alloc(0);
  answer.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    const opening = how === 'held after the opening' ? held.indexOf('event: open\n') : -1;
    const passes = how === 'in blocks' ? held.byteLength - (held.byteLength % block) : opening < 0 ? 0 : held.indexOf('\n\n', opening) + 2;
    if (passes > 0) response.write(held.subarray(0, passes));
    held = held.subarray(passes);
  });
  answer.on('end', () => response.end(held));
}

function pass(request: IncomingMessage, response: ServerResponse, how: BlockingProxy['answers'] | 'lost'): void {
  const { method = 'GET', headers, url = '' } = request;
  // A connection for each request, as the wire behind tells people apart by the first one.
  const onward = ask(url, { method, headers: { ...headers, connection: 'close' }, agent: false }, (answer) => {
    if (how === 'lost') {
      response.destroy();
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (how === 'pass') {
      response.flushHeaders();
      answer.pipe(response);
    } else hold(answer, response, how);
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
