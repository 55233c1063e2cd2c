import type { FastifyInstance } from 'fastify';
import type { Services } from '../../services.ts';
import { decisionPages } from './decision/pages.ts';
import { latePages } from './late/pages.ts';
import { checksPages } from './rounds/checks-pages.ts';
import { draftPages } from './rounds/draft-pages.ts';
import { overviewPages } from './rounds/overview-pages.ts';

/** Pages of sign-off: for members, and behind emailed links. */
export function pages(app: FastifyInstance, services: Services): void {
  checksPages(app, services);
  draftPages(app, services);
  overviewPages(app, services);
  latePages(app, services);
  decisionPages(app, services);
}
