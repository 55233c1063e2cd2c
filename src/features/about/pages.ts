import type { FastifyInstance } from 'fastify';

/** The pages that every footer leads to; `template` is also the path. */
const about = [
  { template: 'help', title: 'Help' },
  { template: 'accessibility', title: 'Accessibility' },
  { template: 'privacy', title: 'Privacy' },
] as const;

/** Pages about the service, for anybody. */
export function pages(app: FastifyInstance): void {
  for (const { template, title } of about) {
    app.get(`/${template}`, (request, reply) =>
      reply.page(`about/${template}`, { title, layout: request.viewer === null ? 'plain' : 'page' }),
    );
  }
}
