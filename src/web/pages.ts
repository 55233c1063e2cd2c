import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { type Asset, openAssets } from './assets.ts';
import { formToken } from './security.ts';
import { openTemplates } from './templates/templates.ts';

/** What every page's model says beside its own: the layout `plain` has no places, `editor` no header at all. */
export interface PageModel {
  readonly title: string;
  readonly layout?: 'page' | 'plain' | 'editor';
  /**
   * How wide the column of a page is, and its header and footer with it. A plain page is `one` column of text unless told. Another
   * page is as wide as `page`, except for a `board`.
   */
  readonly width?: 'page' | 'one' | 'form' | 'board';
  readonly place?: 'work' | 'consultations' | 'network';
  /** The bar of places within one consultation. */
  readonly consultation?: ConsultationPlaces;
  /** The network's name on a page for people who are not signed in. */
  readonly networkName?: string;
  /** True for pages of the demonstration that nobody is signed in to. */
  readonly demo?: boolean;
  /** True where a form on the page has errors: the title says so. */
  readonly failed?: boolean;
}

/** A model with nothing left out, at any depth: a field that may be missing or undefined does not fit. Say null instead. */
export type Whole<Model> = unknown extends Model
  ? Model
  : Model extends string | number | boolean | null
    ? Model
    : { readonly [Name in keyof Model]-?: undefined extends Model[Name] ? never : Whole<Model[Name]> };

export interface ConsultationPlaces {
  readonly id: string;
  /** Short: it stands in a narrow bar. */
  readonly title: string;
  readonly place: 'overview' | 'response' | 'evidence' | 'progress' | 'history' | 'sign-off' | 'documents' | 'record';
}

declare module 'fastify' {
  interface FastifyReply {
    /** Answers with `templates/pages/<template>.hbs` in its layout. The model holds every name that the template reads. */
    page<Model extends PageModel>(template: string, model: Model & Whole<Model>, status?: number): FastifyReply;
  }
}

const root = fileURLToPath(new URL('../../templates', import.meta.url));

const places = [
  { id: 'work', text: 'Your work', href: '/work' },
  { id: 'consultations', text: 'Consultations', href: '/consultations' },
  { id: 'network', text: 'Network', href: '/network' },
] as const;

const withinConsultation = [
  { id: 'overview', text: 'Overview', path: '' },
  { id: 'response', text: 'Response', path: '/response' },
  { id: 'evidence', text: 'Evidence', path: '/evidence' },
  { id: 'progress', text: 'Progress', path: '/progress' },
  { id: 'history', text: 'History', path: '/history' },
  { id: 'sign-off', text: 'Sign-off', path: '/sign-off' },
  { id: 'documents', text: 'Documents', path: '/documents' },
  { id: 'record', text: 'Record', path: '/record' },
] as const;

/** One link of a navigation; `current` is `page` for the page itself, or empty. */
interface Place {
  readonly text: string;
  readonly href: string;
  readonly current: boolean;
}

/** The places within one consultation, for its bar and for the editor's. */
export function placesOf(consultation: ConsultationPlaces): readonly Place[] {
  return withinConsultation.map(({ id, text, path }) => ({
    text,
    href: `/consultations/${consultation.id}${path}`,
    current: id === consultation.place,
  }));
}

/** What a layout shows around a page. */
function siteOf(services: Services, request: FastifyRequest, model: PageModel, asset: Asset) {
  const { viewer } = request;
  return {
    styles: asset('main.css'),
    script: asset('main.js'),
    home: viewer === null ? '/' : '/work',
    network: viewer?.network.name ?? model.networkName ?? '',
    person: viewer?.member.name ?? '',
    me: viewer?.member.id ?? '',
    // Closes what this member's pages keep on a device, so that whoever uses it next reads nothing of it (CO14).
    secret: viewer === null ? '' : services.keys.hmac('device', viewer.member.id),
    places: viewer === null ? [] : places.map(({ id, ...place }) => ({ ...place, current: id === model.place })),
    within: model.consultation === undefined ? [] : placesOf(model.consultation),
    consultation: model.consultation?.title ?? '',
    demo: model.demo ?? viewer?.member.demo ?? false,
    failed: model.failed ?? false,
    titled: titledOf(model),
    width: widthOf(model),
  };
}

function widthOf({ layout, width }: PageModel): string {
  if (layout === 'plain') return `cc-width--${width ?? 'one'}`;
  return width === undefined ? '' : `cc-width--${width}`;
}

/** The page's title in a row of tabs: it names the consultation too, so that two of them can be told apart (WCAG 2.4.2). */
function titledOf({ title, consultation }: PageModel): string {
  return consultation === undefined || title.includes(consultation.title) ? title : `${title} – ${consultation.title}`;
}

/** Compiles every template and gives replies their `page`. */
export function registerPages(app: FastifyInstance, services: Services): void {
  const templates = openTemplates<Rendered>(root);
  const asset = openAssets();
  app.decorateReply('page', function page(this: FastifyReply, template: string, model: PageModel, status = 200): FastifyReply {
    const site = siteOf(services, this.request, model, asset);
    // Asked for at most once, and only by a page with a form: it sets the cookie its token rests on.
    let token: string | null = null;
    const csrf = (): string => (token ??= formToken(services, this.request, this));
    const name = template.startsWith('problems/') ? template : `pages/${template}`;
    const body = templates.render(name, withToken({ ...model, site }, csrf));
    const html = templates.render(`layouts/${model.layout ?? 'page'}`, withToken({ title: model.title, site, body }, csrf));
    void this.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return this.send(html);
  });
}

/** What each template of a page can read besides its own names. */
interface Rendered {
  readonly title: string;
  readonly site: ReturnType<typeof siteOf>;
  readonly csrf: string;
}

function withToken<Model>(model: Model, csrf: () => string): Model & Pick<Rendered, 'csrf'> {
  return {
    ...model,
    get csrf() {
      return csrf();
    },
  };
}
