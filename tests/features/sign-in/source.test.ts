import { test } from 'tap';
import { sourceOf } from '../../../src/features/sign-in/source.ts';

test('[SO38] the source of a request is a coarse part of its address; of a proxy’s header only the nearest entry counts', (t) => {
  const rows: readonly [string, string | undefined, string | string[] | undefined, string][] = [
    ['IPv4', '203.0.113.7', undefined, '203.0.113'],
    ['IPv4 in IPv6', '::ffff:203.0.113.7', undefined, '203.0.113'],
    ['IPv6', '2001:db8:0012:aa::1', undefined, '2001:db8:12'],
    ['short IPv6', '2001::1', undefined, '2001:0:0'],
    ['a forged header from outside', '203.0.113.7', '198.51.100.1', '203.0.113'],
    ['a proxy on this computer', '127.0.0.1', '198.51.100.1', '198.51.100'],
    ['a proxy on this network', '10.0.0.3', '198.51.100.1', '198.51.100'],
    ['a proxy in a carrier’s network', '100.64.0.9', '198.51.100.1', '198.51.100'],
    ['an address beside that network', '100.128.0.1', '198.51.100.1', '100.128.0'],
    ['a proxy by its link-local address', '169.254.10.1', '198.51.100.1', '198.51.100'],
    ['a proxy by its link-local IPv6 address', 'fe80::3%eth0', '198.51.100.1', '198.51.100'],
    ['a proxy of a private IPv6 network', 'fd00::3', '198.51.100.1', '198.51.100'],
    ['a forged entry before that of the proxy', '::1', '192.0.2.1, 198.51.100.1', '198.51.100'],
    ['two headers', '172.16.0.1', ['192.0.2.1', '2001:db8:1::2'], '2001:db8:1'],
    ['no address in the header', '127.0.0.1', 'unknown', '127.0.0'],
    ['no header', '::1', undefined, '0:0:0'],
    ['a socket that is gone', undefined, undefined, ''],
  ];
  for (const [name, remoteAddress, forwarded, expected] of rows) {
    const request = {
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
      raw: { socket: { remoteAddress } },
    } as unknown as Parameters<typeof sourceOf>[0];
    t.equal(sourceOf(request), expected, name);
  }
  t.end();
});
