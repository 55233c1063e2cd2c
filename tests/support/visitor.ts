import type { FastifyInstance } from 'fastify';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly location: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A browser without a window: it keeps cookies, and posts the form token of the page it saw last. */
export interface Visitor {
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  head(url: string): Promise<Answer>;
  post(url: string, fields?: Readonly<Record<string, string | readonly string[]>>): Promise<Answer>;
  /** The same as a form with files sends it. */
  send(url: string, fields: Readonly<Record<string, string | File>>): Promise<Answer>;
  /** `name=value; …` as it would be sent now. */
  cookies(): string;
}

/** A visitor from this computer; `headers` go with every request, and the cookies are there from the start. */
export function visitor(
  app: FastifyInstance,
  headers: Readonly<Record<string, string>> = {},
  cookiesNow: Readonly<Record<string, string>> = {},
): Visitor {
  const jar = new Map(Object.entries(cookiesNow));
  let token = '';
  const cookies = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = async (
    method: 'GET' | 'HEAD' | 'POST',
    url: string,
    more: Readonly<Record<string, string>>,
    payload?: string | Buffer,
  ): Promise<Answer> => {
    const answer = await app.inject({
      method,
      url,
      headers: { host: 'localhost:3000', accept: 'text/html', ...headers, ...more, cookie: cookies() },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value } of answer.cookies) {
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    token = /name="_csrf" value="([^"]+)"/.exec(answer.body)?.[1] ?? token;
    return { status: answer.statusCode, location: answer.headers.location ?? '', body: answer.body, headers: answer.headers };
  };
  return {
    get: (url, more = {}) => ask('GET', url, more),
    head: (url) => ask('HEAD', url, {}),
    post: (url, fields = {}) =>
      ask(
        'POST',
        url,
        { 'content-type': 'application/x-www-form-urlencoded' },
        new URLSearchParams(pairsOf({ _csrf: token, ...fields })).toString(),
      ),
    async send(url, fields) {
      const form = new FormData();
      for (const [name, value] of Object.entries({ _csrf: token, ...fields })) form.set(name, value);
      const request = new Request('http://localhost', { method: 'POST', body: form });
      const type = request.headers.get('content-type') ?? '';
      return ask('POST', url, { 'content-type': type }, Buffer.from(await request.arrayBuffer()));
    },
    cookies,
  };
}

function pairsOf(fields: Readonly<Record<string, string | readonly string[]>>): string[][] {
  return Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
}
