import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

// The networks from which a proxy of one's own reaches the service: this computer, private and link-local networks, and the
// addresses that carriers and clouds share behind one of theirs (RFC 6598).
const within = new BlockList();
for (const [net, prefix, family] of [
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const)
  within.addSubnet(net, prefix, family);

/**
 * The part of the internet that a request comes from: a /24 of IPv4, a /48 of IPv6. The source alone limits nobody, because
 * councils share addresses and only a header tells the source of a request through a proxy.
 */
export function sourceOf(request: Pick<FastifyRequest, 'headers' | 'raw'>): string {
  const peer = plain(request.raw.socket.remoteAddress ?? '');
  if (!isWithin(peer)) return coarse(peer);
  const forwarded = request.headers['x-forwarded-for'];
  // The nearest proxy wrote the last entry. The client may have written the others.
  const nearest = plain([forwarded ?? ''].flat().join(',').split(',').at(-1) ?? '');
  return coarse(isIP(nearest) === 0 ? peer : nearest);
}

function plain(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.)/i, '');
}

function isWithin(address: string): boolean {
  const version = isIP(address);
  return version === 0 || within.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

function coarse(address: string): string {
  if (isIP(address) !== 6) return address.split('.').slice(0, 3).join('.');
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after]
    .slice(0, 3)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':');
}
