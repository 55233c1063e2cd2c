import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

const within = new BlockList();
for (const [net, prefix] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  within.addSubnet(net, prefix, 'ipv4');
within.addAddress('::1', 'ipv6');
within.addSubnet('fc00::', 7, 'ipv6');

/**
 * The part of the internet that a request comes from: a /24 of IPv4, a /48 of IPv6. It limits nobody by itself: councils share
 * addresses, and a request through a proxy on this network is known by the header alone.
 */
export function sourceOf(request: Pick<FastifyRequest, 'headers' | 'raw'>): string {
  const peer = plain(request.raw.socket.remoteAddress ?? '');
  if (!isWithin(peer)) return coarse(peer);
  const forwarded = request.headers['x-forwarded-for'];
  // The nearest proxy wrote the last entry. Those before it are as the client wished.
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
