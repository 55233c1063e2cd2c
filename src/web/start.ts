import type { Services } from '../services.ts';
import { keepsLocal } from './local.ts';
import { isLoopback } from './security.ts';

/**
 * Why the service must not start as it is configured, as one line with the remedy; null where it may. Beyond this computer
 * it needs a mail server and an https address of its own (SE5), and a store without invented people.
 */
export async function whyNotStart(services: Pick<Services, 'config' | 'aggregates'>): Promise<string | null> {
  const { config } = services;
  if (keepsLocal(config)) return null;
  if (config.baseUrl === null) {
    return 'BASE_URL is not set. The service listens beyond this computer, so set it to the address that people use, for example https://concord.example.org.';
  }
  const { protocol, hostname } = new URL(config.baseUrl);
  if (protocol !== 'https:' && !isLoopback(hostname) && !config.allowHttp) {
    return `BASE_URL (${config.baseUrl}) has no https, so links, codes and cookies would travel in clear. Put a TLS proxy in front and set BASE_URL to its https address, or set ALLOW_HTTP=true where the network around is trusted.`;
  }
  if (config.smtpUrl === null) {
    return 'SMTP_URL is not set. The local mailbox exists only on this computer: set SMTP_URL to your mail server (smtps://user:password@mail.example.org), or for a demonstration leave out HOST and BASE_URL.';
  }
  const invented = await services.aggregates.find('member', { where: { demo: true }, limit: 1 });
  if (invented.length === 0) return null;
  return `DATA_DIR (${config.dataDir}) holds the demonstration, whose people anybody could be. Set DATA_DIR to an empty folder and create your network there: npm run network -- create "Name" --coordinator "Name" --email name@council.gov.uk`;
}

/** Whether the local mailbox stands in for a mail server. */
export function hasMailbox(services: Pick<Services, 'config'>): boolean {
  return services.config.smtpUrl === null && keepsLocal(services.config);
}
